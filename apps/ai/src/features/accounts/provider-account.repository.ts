import { Injectable } from '@nestjs/common';
import { AppError } from '#libs/contracts';
import { Database, TenantRepository } from '#libs/platform/database';
import { providerAccountEntity, type ProviderAccountRow } from './provider-account.entity.js';

type Changes = Partial<Omit<ProviderAccountRow, 'id' | 'companyId' | 'revision'>>;

@Injectable()
export class ProviderAccountRepository extends TenantRepository<ProviderAccountRow> {
  constructor(private readonly database: Database) {
    super(database, providerAccountEntity);
  }

  /** In the company's order. */
  async ordered(companyId: string): Promise<ProviderAccountRow[]> {
    return this.find(companyId, { order: { position: 'asc', id: 'asc' } });
  }

  /** @throws AI_PROVIDER_NOT_FOUND, also for one of another company */
  async require(companyId: string, id: string): Promise<ProviderAccountRow> {
    const row = await this.get(companyId, id);
    if (!row) throw new AppError('AI_PROVIDER_NOT_FOUND');
    return row;
  }

  /** @returns false when somebody changed it since the row was read */
  async change({ companyId, id, revision }: ProviderAccountRow, changes: Changes): Promise<boolean> {
    return (await this.update(companyId, { id, revision }, { ...changes, revision: revision + 1 })) === 1;
  }

  /** What connections are not made of: how it is, when it was looked at. */
  async note(companyId: string, id: string, noted: Pick<Changes, 'healthy' | 'lastTest' | 'checkedAt'>): Promise<void> {
    await this.update(companyId, { id }, noted);
  }

  /** The new secret was accepted: the one before is not needed any more, unless another rotation began since. */
  async confirm({ companyId, id, revision }: ProviderAccountRow): Promise<void> {
    await this.update(companyId, { id, revision }, { previousSealed: null, previousUntil: null });
  }

  /** Accounts of all companies whose models were looked up before this time, the oldest first. For the sweep at start and by the hour. */
  async due(before: number, limit: number): Promise<Pick<ProviderAccountRow, 'id' | 'companyId'>[]> {
    return this.database.query(
      'SELECT id, company_id AS companyId FROM ai_providers WHERE enabled = 1 AND checked_at < ? ORDER BY checked_at LIMIT ?',
      [before, limit],
    );
  }
}
