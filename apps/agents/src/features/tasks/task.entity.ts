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
  /** Of its own turns. Tasks of earlier releases: with those of the agents that they asked. */
  inputTokens: column.int(),
  outputTokens: column.int(),
  costMicros: column.money(),
  /** What agents that it asked have spent, those that they asked included. Written in the commits in which those end. */
  childInputTokens: column.int().default(0),
  childOutputTokens: column.int().default(0),
  childCostMicros: column.money().default(0),
  /** Key under which it was asked for, or its own id: asked again, it is the same task. */
  requestKey: column.key(191),
  runId: column.id().nullable(),
  stepPath: column.key(500).nullable(),
  attempt: column.int().nullable(),
  /** The task whose agent asked for this one. */
  parentTaskId: column.id().nullable(),
  parentStep: column.key(64).nullable(),
  conversationId: column.id().nullable(),
  /** What strangers wrote has reached it. Told when it is over; null: not known. */
  outside: column.bool().nullable(),
  /** Of a task that named no agent: why it is this one. */
  assignment: column.json<NonNullable<Task['assignment']>>().nullable(),
  handedOff: column.json<NonNullable<Task['handedOff']>>().nullable(),
  rating: column.json<NonNullable<Task['rating']>>().nullable(),
  /** That of the rating, for sums. */
  score: column.int().nullable(),
  createdAt: column.millis(),
  finishedAt: column.millis().nullable(),
};
export type TaskRow = RowOf<typeof taskColumns>;
/** Of a task that has asked nobody yet. */
export const noChildren = { childInputTokens: 0, childOutputTokens: 0, childCostMicros: 0 };
export const taskEntity = defineEntity('tasks', taskColumns, {
  audit: { none: 'the work of agents has a history of its own' },
});

/** The call that asked for a task. */
export interface ParentCall {
  taskId: string;
  path: string;
}

/** What the durable task is created with. Tasks of earlier releases know none of the optional parts. */
export interface TaskInput {
  agentId: string;
  agentVersion: number;
  agentName?: string;
  goal: string;
  input: unknown;
  schema: Record<string, unknown> | null;
  runId: string | null;
  stepPath: string | null;
  userId: string | null;
  /** Where its cost shows, and what the run may spend. */
  workflowId?: string;
  budgetMicros?: number;
  /** Goal and input come from strangers. */
  outside?: boolean;
  parent?: ParentCall;
  /** Agents that ask one another for this, the first one first, this one not among them. */
  chain?: string[];
  conversationId?: string;
  /** Tools that its agent has for this task alone. */
  lent?: NonNullable<Task['assignment']>['lent'];
  /** What it is asked in its conversation. */
  conversation?: TaskConversation;
}

/** The conversation that a task answers in: what was said up to `seq` is what it is asked. */
export interface TaskConversation {
  id: string;
  seq: number;
  /** Somebody may listen to its words as they come. */
  streams: boolean;
  /** Where results of its jobs are posted to. */
  webhookUrl: string | null;
  /** What strangers wrote of it, as far as the model is told. */
  outside: string[];
}
