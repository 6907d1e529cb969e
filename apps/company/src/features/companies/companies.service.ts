import { Injectable } from '@nestjs/common';
import { AppError, newId, type Company, type CompanyMembership } from '#libs/contracts';
import { AuditTrail } from '#libs/platform/audit';
import { Database, isDuplicateKey } from '#libs/platform/database';
import { memberEntity, type MemberRow } from '../members/member.entity.js';
import { companyEntity, stateOf, type CompanyRow } from './company.entity.js';

const view = (row: CompanyRow): Company => ({
  id: row.id,
  name: row.name,
  timezone: row.timezone,
  locale: row.locale,
  createdAt: new Date(row.createdAt).toISOString(),
});

/** Companies that one person may make, beside the one of the sign-up. */
const most = 50;

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
    try {
      return await this.insert(owner.name, owner.ownerId, {
        userId: owner.ownerId,
        name: owner.ownerName,
        email: owner.ownerEmail,
      });
    } catch (error) {
      const twin = isDuplicateKey(error) ? await this.createdFor(owner.ownerId) : undefined;
      if (!twin) throw error;
      return twin;
    }
  }

  /** Another company of somebody who is in one already. @throws LIMIT_EXCEEDED */
  async createAnother(userId: string, name: string): Promise<CompanyMembership> {
    const mine = await this.db.repository(memberEntity).find({ where: { userId }, take: most + 1 });
    const [owner] = mine;
    if (!owner) throw new AppError('FORBIDDEN', { detail: 'Only a person makes companies' });
    if (mine.filter(({ role }) => role === 'owner').length > most)
      throw new AppError('LIMIT_EXCEEDED', { detail: `One person owns at most ${most} companies` });
    return this.insert(name, null, owner);
  }

  private async insert(
    name: string,
    createdFor: string | null,
    owner: Pick<MemberRow, 'userId' | 'name' | 'email'>,
  ): Promise<CompanyMembership> {
    const createdAt = await this.db.now();
    const id = newId('company');
    const company: CompanyRow = {
      id,
      name,
      timezone: 'UTC',
      locale: 'en',
      createdFor: createdFor ?? id,
      createdAt,
      security: null,
      deactivatedAt: null,
      deleteAt: null,
    };
    const member: MemberRow = {
      id: newId('member'),
      companyId: id,
      userId: owner.userId,
      name: owner.name,
      email: owner.email,
      role: 'owner',
      createdAt,
      deactivatedAt: null,
    };
    await this.db.transaction(async (tx) => {
      await tx.manager.getRepository(companyEntity).insert(company);
      await tx.manager.getRepository(memberEntity).insert(member);
      this.trail.tell(tx, {
        companyId: id,
        action: 'company.created',
        actor: { type: 'user', id: owner.userId },
        target: { type: 'company', id, label: name },
        after: { name, owner: owner.email },
      });
    });
    return { id, name, role: 'owner', state: 'active' };
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

  private async createdFor(userId: string): Promise<CompanyMembership | undefined> {
    const row = await this.db.repository(companyEntity).findOneBy({ createdFor: userId });
    return row ? { id: row.id, name: row.name, role: 'owner', state: stateOf(row) } : undefined;
  }

  private async row(companyId: string): Promise<CompanyRow> {
    const row = await this.db.repository(companyEntity).findOneBy({ id: companyId });
    if (!row) throw new AppError('COMPANY_NOT_FOUND');
    return row;
  }
}
