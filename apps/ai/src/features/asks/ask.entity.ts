import { column, defineEntity, type RowOf } from '#libs/platform/database';

/** One keyed ask: who works on it, then what came of it. */
export const askColumns = {
  /** Digest of company and key. */
  id: column.hash(),
  companyId: column.id(),
  /** Digest of the task and its request: a key answers no other question. */
  fingerprint: column.hash(),
  status: column.key<'running' | 'succeeded' | 'failed'>(16),
  /** Names the claim. */
  holder: column.key(64),
  /** Until when the claim stands without being renewed. */
  leaseUntil: column.millis(),
  /** JSON of the answer, or of the error's code and details. */
  outcome: column.text().nullable(),
  expiresAt: column.millis(),
};
export type AskRow = RowOf<typeof askColumns>;
export const askEntity = defineEntity('ai_asks', askColumns, {
  audit: { none: 'calls under way' },
});
