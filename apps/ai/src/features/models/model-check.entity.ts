import { column, defineEntity, type RowOf } from '#libs/platform/database';

/** What a sample call found out about a model. */
export const modelCheckColumns = {
  /** Digest of account and model. */
  id: column.id(),
  companyId: column.id(),
  /** Key of the connected provider. */
  account: column.key(64),
  model: column.text(200),
  tools: column.bool(),
  checkedAt: column.millis(),
};
export type ModelCheckRow = RowOf<typeof modelCheckColumns>;
export const modelCheckEntity = defineEntity('ai_model_checks', modelCheckColumns, {
  audit: { none: 'what the platform found out about models' },
});
