import { column, defineEntity, type RowOf } from '#libs/platform/database';

/** An answer that may be given again. */
export const keptAnswerColumns = {
  /** Digest of company, scope and request. */
  id: column.hash(),
  companyId: column.id(),
  /** Digest of everything but the last message, for answers that are found by meaning; null: found by the exact request alone. */
  rest: column.hash().nullable(),
  /** What the last message means: base64 of 32-bit floats. */
  vector: column.text().nullable(),
  model: column.text(200),
  provider: column.key(64),
  /** JSON of the parts, the end without its usage. */
  parts: column.text(),
  /** What it cost. */
  costMicros: column.money(),
  createdAt: column.millis(),
  expiresAt: column.millis(),
};
export type KeptAnswerRow = RowOf<typeof keptAnswerColumns>;
export const keptAnswerEntity = defineEntity('ai_kept_answers', keptAnswerColumns, {
  audit: { none: 'a cache' },
});
