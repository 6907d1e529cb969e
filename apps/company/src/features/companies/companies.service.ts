import { Injectable } from '@nestjs/common';
import { AppError, newId, type Company, type CompanyMembership, type CompanySecurity } from '#libs/contracts';
import { AuditTrail } from '#libs/platform/audit';
import { Database, isDuplicateKey } from '#libs/platform/database';
import { memberEntity } from '../members/member.entity.js';
import { companyEntity, type CompanyRow } from './company.entity.js';

const view = (row: CompanyRow): Company => ({
  id: row.id,
  name: row.name,
  timezone: row.timezone,
  locale: row.locale,
  createdAt: new Date(row.createdAt).toISOString(),
});

/** What the company asks of its members: what was set, else what holds for everybody. */
export const securityOf = (row: Pick<CompanyRow, 'security'> | undefined | null): CompanySecurity => ({
  secondFactorRequired: false,
  ...row?.security,
});

/** The tenant itself. Its row is read by its own id, which is the company of the verified caller. */
@Injectable()
export class CompaniesService {
  constructor(
    private readonly db: Database,
    private readonly trail: AuditTrail,
  ) {}

  /** Creates the company of a sign-up with its owner, or finds the one that an interrupted sign-up left. */
  async create(owner: {
    ownerId: string;
    ownerName: string;
    ownerEmail: string;
    name: string;
  }): Promise<CompanyMembership> {
    const found = await this.createdFor(owner.ownerId);
    if (found) return found;
    const now = await this.db.now();
    const company: CompanyRow = {
      id: newId('company'),
      name: owner.name,
      timezone: 'UTC',
      locale: 'en',
      createdFor: owner.ownerId,
      createdAt: now,
      security: null,
    };
    const member = {
      id: newId('member'),
      companyId: company.id,
      userId: owner.ownerId,
      name: owner.ownerName,
      email: owner.ownerEmail,
      role: 'owner' as const,
      createdAt: now,
    };
    try {
      await this.db.transaction(async (tx) => {
        await tx.manager.getRepository(companyEntity).insert(company);
        await tx.manager.getRepository(memberEntity).insert(member);
        this.trail.tell(tx, {
          companyId: company.id,
          action: 'company.created',
          actor: { type: 'user', id: owner.ownerId },
          target: { type: 'company', id: company.id, label: company.name },
          after: { name: company.name, owner: owner.ownerEmail },
        });
      });
    } catch (error) {
      const twin = isDuplicateKey(error) ? await this.createdFor(owner.ownerId) : undefined;
      if (!twin) throw error;
      return twin;
    }
    return { id: company.id, name: company.name, role: 'owner' };
  }

  /** @throws COMPANY_NOT_FOUND */
  async get(companyId: string): Promise<Company> {
    return view(await this.row(companyId));
  }

  async update(
    companyId: string,
    changes: { name?: string | undefined; timezone?: string | undefined; locale?: string | undefined },
  ): Promise<Company> {
    const set = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    if (Object.keys(set).length === 0) return this.get(companyId);
    const row = await this.row(companyId);
    const before = Object.fromEntries(Object.keys(set).map((name) => [name, row[name as keyof CompanyRow]]));
    await this.db.transaction(async (tx) => {
      await tx.manager.getRepository(companyEntity).update({ id: companyId }, set);
      const target = { type: 'company', id: companyId, label: row.name };
      this.trail.tell(tx, { companyId, action: 'company.updated', target, before, after: set });
    });
    return this.get(companyId);
  }

  async security(companyId: string): Promise<CompanySecurity> {
    return securityOf(await this.row(companyId));
  }

  async updateSecurity(
    companyId: string,
    changes: { [K in keyof CompanySecurity]?: CompanySecurity[K] | undefined },
  ): Promise<CompanySecurity> {
    const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    const row = await this.row(companyId);
    const before = securityOf(row);
    const security = { ...before, ...given };
    await this.db.transaction(async (tx) => {
      await tx.manager.getRepository(companyEntity).update({ id: companyId }, { security });
      const target = { type: 'company', id: companyId, label: row.name };
      this.trail.tell(tx, {
        companyId,
        action: 'company.updated',
        target,
        before: { security: before },
        after: { security },
      });
    });
    return security;
  }

  private async createdFor(userId: string): Promise<CompanyMembership | undefined> {
    const row = await this.db.repository(companyEntity).findOneBy({ createdFor: userId });
    return row ? { id: row.id, name: row.name, role: 'owner' } : undefined;
  }

  private async row(companyId: string): Promise<CompanyRow> {
    const row = await this.db.repository(companyEntity).findOneBy({ id: companyId });
    if (!row) throw new AppError('COMPANY_NOT_FOUND');
    return row;
  }
}
