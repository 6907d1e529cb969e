import type { Task } from '#libs/contracts';
import { column, defineEntity, type RowOf } from '#libs/platform/database';

/** What lists and callers see of a task. Its truth is the durable history; this row follows in the same commits. */
export const taskColumns = {
  id: column.id(),
  companyId: column.id(),
  agentId: column.id(),
  agentName: column.text(100),
  agentVersion: column.int(),
  status: column.key<Task['status']>(16),
  goal: column.text(),
  input: column.json(),
  answer: column.text().nullable(),
  data: column.json().nullable(),
  error: column.json<NonNullable<Task['error']>>().nullable(),
  turns: column.int(),
  inputTokens: column.int(),
  outputTokens: column.int(),
  costMicros: column.money(),
  /** Key under which it was asked for, or its own id: asked again, it is the same task. */
  requestKey: column.key(191),
  runId: column.id().nullable(),
  stepPath: column.key(500).nullable(),
  attempt: column.int().nullable(),
  conversationId: column.id().nullable(),
  createdAt: column.millis(),
  finishedAt: column.millis().nullable(),
};
export type TaskRow = RowOf<typeof taskColumns>;
export const taskEntity = defineEntity('tasks', taskColumns);

export const taskKind = 'task';

/** What the durable task is created with. */
export interface TaskInput {
  agentId: string;
  agentVersion: number;
  goal: string;
  input: unknown;
  schema: Record<string, unknown> | null;
  runId: string | null;
  stepPath: string | null;
  userId: string | null;
  /** Where its cost shows, and what the run may spend. Tasks of earlier versions know neither. */
  workflowId?: string;
  budgetMicros?: number;
  /** The conversation that it answers in: what was said up to `seq` is what it is asked. */
  conversation?: TaskConversation;
}

export interface TaskConversation {
  id: string;
  seq: number;
  /** Somebody may listen to its words as they come. */
  streams: boolean;
  /** Where results of its jobs are posted to. */
  webhookUrl: string | null;
}
