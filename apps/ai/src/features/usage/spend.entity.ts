import { column, type RowOf } from '#libs/platform/database';

/** Days of every zone begin and end with one of these: no offset in the world is finer. */
export const quarterMs = 15 * 60_000;
export const quarterOf = (at: number): number => Math.floor(at / quarterMs) * quarterMs;

/**
 * Sums of the calls of a quarter of an hour that agree in everything people ask about, written in the commit of the calls: figures and
 * budgets need no look at single calls.
 */
export const spendColumns = {
  /** Digest of everything that the calls agree in. */
  id: column.hash(),
  companyId: column.id(),
  /** Begin of the quarter. */
  quarter: column.millis(),
  model: column.text(200),
  provider: column.key(64),
  task: column.key(32),
  workflowId: column.id().nullable(),
  agentId: column.id().nullable(),
  cached: column.key<'exact' | 'semantic'>(16).nullable(),
  calls: column.money(),
  failures: column.money(),
  inputTokens: column.money(),
  outputTokens: column.money(),
  costMicros: column.money(),
  savedMicros: column.money(),
};
export type SpendEntityRow = RowOf<typeof spendColumns>;

/** What is summed up. */
export const spendSums = ['calls', 'failures', 'inputTokens', 'outputTokens', 'costMicros', 'savedMicros'] as const;
export type SpendSums = Record<(typeof spendSums)[number], number>;
