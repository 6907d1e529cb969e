import { column, defineEntity, type RowOf } from '#libs/platform/database';

export const companyColumns = {
  id: column.id(),
  name: column.text(100),
  timezone: column.key(64),
  locale: column.key(35),
  /** The person whose sign-up made it: a repeated sign-up finds it again. */
  createdFor: column.id(),
  createdAt: column.millis(),
};
export type CompanyRow = RowOf<typeof companyColumns>;
export const companyEntity = defineEntity('companies', companyColumns);
