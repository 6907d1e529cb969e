import { column, defineEntity, type RowOf } from '#libs/platform/database';

/** One answered call of a provider: what it used, for whom, and where it shows. */
export const aiCallColumns = {
  id: column.id(),
  companyId: column.id(),
  at: column.millis(),
  task: column.key(32),
  model: column.text(200),
  provider: column.key(64),
  inputTokens: column.int(),
  cachedInputTokens: column.int(),
  outputTokens: column.int(),
  costMicros: column.money(),
  ms: column.int(),
  runId: column.id().nullable(),
  stepPath: column.text(700).nullable(),
  workflowId: column.id().nullable(),
  agentId: column.id().nullable(),
  taskId: column.id().nullable(),
  userId: column.id().nullable(),
};
export type AiCallRow = RowOf<typeof aiCallColumns>;
export const aiCallEntity = defineEntity('ai_calls', aiCallColumns);
