import type { CompanySecurity, CompanyState } from '#libs/contracts';
import { column, defineEntity, type RowOf } from '#libs/platform/database';

export const companyColumns = {
  id: column.id(),
  name: column.text(100),
  timezone: column.key(64),
  locale: column.key(35),
  /** The person whose sign-up made it: a repeated sign-up finds it again. Its own id, when somebody made it who had signed up before. */
  createdFor: column.id(),
  createdAt: column.millis(),
  /** What it asks of everybody who signs in; null: nothing beyond the rule. */
  security: column.json<Partial<CompanySecurity>>().nullable(),
  /** Since when it lets nobody in but its owners. */
  deactivatedAt: column.millis().nullable(),
  /** When everything of it is deleted; it is deactivated until then. */
  deleteAt: column.millis().nullable(),
};
export type CompanyRow = RowOf<typeof companyColumns>;

export const stateOf = ({ deactivatedAt, deleteAt }: Pick<CompanyRow, 'deactivatedAt' | 'deleteAt'>): CompanyState =>
  deleteAt !== null ? 'deleting' : deactivatedAt !== null ? 'deactivated' : 'active';

export const companyEntity = defineEntity('companies', companyColumns);
