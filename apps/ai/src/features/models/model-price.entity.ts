import { column, defineEntity, type RowOf } from '#libs/platform/database';

/** What a company pays for a model from a day on, in micro-dollars a million tokens. */
export const modelPriceColumns = {
  id: column.id(),
  companyId: column.id(),
  /** `openai/gpt-5-mini` */
  model: column.text(200),
  inForceFrom: column.millis(),
  input: column.money(),
  cachedInput: column.money().nullable(),
  cacheWrite: column.money().nullable(),
  output: column.money(),
  createdBy: column.id().nullable(),
  createdAt: column.millis(),
};
export type ModelPriceRow = RowOf<typeof modelPriceColumns>;
export const modelPriceEntity = defineEntity('ai_model_prices', modelPriceColumns, {
  audit: { noun: 'model-price', label: 'model' },
});
