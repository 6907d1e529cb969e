import { Injectable } from '@nestjs/common';
import { AppError, newId, type Caller, type Page, type PageQuery, type Suppression } from '#libs/contracts';
import { contains, Database, isDuplicateKey, TenantRepository } from '#libs/platform/database';
import { suppressionEntity, type SuppressionRow } from './suppression.entity.js';

const view = ({ companyId: _company, createdAt, ...row }: SuppressionRow): Suppression => ({
  ...row,
  createdAt: new Date(createdAt).toISOString(),
});
const words: Record<Suppression['reason'], string> = {
  bounced: 'mail to it came back',
  complained: 'its reader called our mail spam',
  unsubscribed: 'its reader unsubscribed',
  manual: 'somebody put it there',
};

/** Addresses that get no mail any more. */
@Injectable()
export class SuppressionsService {
  private readonly rows: TenantRepository<SuppressionRow>;

  constructor(private readonly db: Database) {
    this.rows = new TenantRepository(db, suppressionEntity);
  }

  async list(
    { companyId }: Caller,
    { search, ...page }: PageQuery & { search?: string | undefined },
  ): Promise<Page<Suppression>> {
    const found = await this.rows.page(companyId, { ...page, where: search ? { address: contains(search) } : {} });
    return { items: found.items.map(view), nextCursor: found.nextCursor };
  }

  /** One that is there stays as it is, save that whoever unsubscribed can still bounce or complain. */
  async add(companyId: string, given: string, reason: Suppression['reason'], detail?: string): Promise<Suppression> {
    const address = given.trim().toLowerCase();
    const facts = { reason, detail: detail?.slice(0, 500) ?? null };
    const row = { id: newId('suppression'), companyId, address, ...facts, createdAt: await this.db.now() };
    try {
      await this.rows.insert(companyId, row);
      return view(row);
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      if (reason !== 'unsubscribed') await this.rows.update(companyId, { address, reason: 'unsubscribed' }, facts);
      const known = await this.rows.findOne(companyId, { address });
      return known ? view(known) : this.add(companyId, given, reason, detail);
    }
  }

  /** @throws NOT_FOUND */
  async delete({ companyId }: Caller, id: string): Promise<void> {
    if ((await this.rows.delete(companyId, { id })) === 0)
      throw new AppError('NOT_FOUND', { detail: 'The address is not on the list' });
  }

  /** @param isNotice the platform tells of an event: whoever unsubscribed does not get it. @throws CHANNEL_REFUSED */
  async check(companyId: string, address: string, isNotice: boolean): Promise<void> {
    const row = await this.rows.findOne(companyId, { address: address.trim().toLowerCase() });
    if (!row || (row.reason === 'unsubscribed' && !isNotice)) return;
    throw new AppError('CHANNEL_REFUSED', { detail: `The address is on the suppression list: ${words[row.reason]}` });
  }
}
