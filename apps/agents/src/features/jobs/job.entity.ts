import type { Job } from '#libs/contracts';
import { column, defineEntity, type RowOf } from '#libs/platform/database';

/** What lists and callers see of a job. Its truth is the durable history; this row follows in the same commits. */
export const jobColumns = {
  id: column.id(),
  companyId: column.id(),
  tool: column.text(100),
  status: column.key<Job['status']>(16),
  awaiting: column.key<NonNullable<Job['awaiting']>>(16).nullable(),
  progress: column.json<Job['progress']>(),
  input: column.json(),
  output: column.json().nullable(),
  error: column.json<NonNullable<Job['error']>>().nullable(),
  attempts: column.int(),
  agentId: column.id().nullable(),
  taskId: column.id().nullable(),
  conversationId: column.id().nullable(),
  webhookUrl: column.text(2000).nullable(),
  /** Strangers may have written what it brings. */
  outside: column.bool(),
  /** Key under which it was asked for, or its own id: asked again, it is the same job. */
  requestKey: column.key(191),
  createdAt: column.millis(),
  startedAt: column.millis().nullable(),
  finishedAt: column.millis().nullable(),
};
export type JobRow = RowOf<typeof jobColumns>;
export const jobEntity = defineEntity('jobs', jobColumns, {
  audit: { none: 'the work of agents has a history of its own' },
});

export const jobKind = 'job';

/** What the durable job is created with. Its effect is the `ref` of the run. */
export interface JobInput {
  tool: string;
  input: unknown;
  userId: string | null;
  agentId: string | null;
  taskId: string | null;
  conversationId: string | null;
  /** The step of the task that waits for the result; without one the result comes into the conversation. */
  path?: string;
}

const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());

export const jobView = (row: JobRow): Job => ({
  id: row.id,
  tool: row.tool,
  status: row.status,
  progress: row.progress,
  awaiting: row.awaiting,
  input: row.input,
  output: row.output,
  error: row.error,
  attempts: row.attempts,
  agentId: row.agentId,
  taskId: row.taskId,
  conversationId: row.conversationId,
  webhookUrl: row.webhookUrl,
  createdAt: iso(row.createdAt)!,
  startedAt: iso(row.startedAt),
  finishedAt: iso(row.finishedAt),
});
