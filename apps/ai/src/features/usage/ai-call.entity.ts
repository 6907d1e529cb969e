import { column, defineEntity, type RowOf } from '#libs/platform/database';
import { originColumns } from '../calls/origin.js';

/** One call of a provider, answered or failed, or one answer that was kept: what it used, for whom, and where it shows. */
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
  ...originColumns,
  /** What a kept answer would have cost again. */
  savedMicros: column.money().default(0),
  cached: column.key<'exact' | 'semantic'>(16).nullable(),
  rerouted: column.key<'fallback' | 'escalated' | 'degraded'>(16).nullable(),
  cacheWriteTokens: column.int().nullable(),
  reasoningTokens: column.int().nullable(),
  /** `succeeded`, or the code of the error. */
  outcome: column.key(64).default('succeeded'),
  /** Until the first piece of the answer, ms. */
  firstMs: column.int().nullable(),
};
export type AiCallRow = RowOf<typeof aiCallColumns>;
export const aiCallEntity = defineEntity('ai_calls', aiCallColumns, {
  audit: { none: 'model calls are counted in usage' },
});
