import type { CompanySecurity } from '#libs/contracts';
import { column, defineEntity, type RowOf } from '#libs/platform/database';

export const companyColumns = {
  id: column.id(),
  name: column.text(100),
  timezone: column.key(64),
  locale: column.key(35),
  /** The person whose sign-up made it: a repeated sign-up finds it again. */
  createdFor: column.id(),
  createdAt: column.millis(),
  /** What it asks of everybody who signs in; null: nothing beyond the rule. */
  security: column.json<Partial<CompanySecurity>>().nullable(),
};
export type CompanyRow = RowOf<typeof companyColumns>;
export const companyEntity = defineEntity('companies', companyColumns);
