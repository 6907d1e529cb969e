import type { ModelDef } from '#libs/catalog/providers/defs';
import { column, defineEntity, type RowOf } from '#libs/platform/database';

/** Stands for a company where something belongs to the operator's providers, which all share. */
export const operatorCompany = 'operator';

/** What a provider itself said about its models. `id` is the key of the connected provider. */
export const catalogueColumns = {
  id: column.id(),
  companyId: column.id(),
  models: column.json<ModelDef[]>(),
  fetchedAt: column.millis(),
};
export type CatalogueRow = RowOf<typeof catalogueColumns>;
export const catalogueEntity = defineEntity('ai_catalogues', catalogueColumns, {
  audit: { none: 'what a provider offers, looked up by the platform' },
});
