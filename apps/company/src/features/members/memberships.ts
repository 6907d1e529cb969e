import { Injectable } from '@nestjs/common';
import { AppError, isEmailAllowed, type CompanyMembership, type companyRpc, type RpcOut } from '#libs/contracts';
import { absent, Database, oneOf } from '#libs/platform/database';
import { securityOf } from '../companies/company-security.service.js';
import { companyEntity, stateOf, type CompanyRow } from '../companies/company.entity.js';
import { memberEntity, type MemberRow } from './member.entity.js';
import { MemberRepository } from './member.repository.js';

/** Companies of one person that are listed. */
const most = 200;

const membershipOf = (company: CompanyRow, { role }: MemberRow): CompanyMembership => ({
  id: company.id,
  name: company.name,
  role,
  state: stateOf(company),
});

/** Who is in which company, as the doors of all services go by it. Whoever is deactivated is in none. */
@Injectable()
export class Memberships {
  constructor(
    private readonly db: Database,
    private readonly members: MemberRepository,
  ) {}

  /** Those that are active first, then the oldest. */
  async of(userId: string): Promise<CompanyMembership[]> {
    const rows = await this.db
      .repository(memberEntity)
      .find({ where: { userId, deactivatedAt: absent() }, order: { createdAt: 'asc' }, take: most });
    if (rows.length === 0) return [];
    const companies = await this.db.repository(companyEntity).findBy(rows.map(({ companyId }) => ({ id: companyId })));
    const known = new Map(companies.map((company) => [company.id, company]));
    const all = rows.flatMap((row) => {
      const company = known.get(row.companyId);
      return company ? [membershipOf(company, row)] : [];
    });
    return [...all.filter(({ state }) => state === 'active'), ...all.filter(({ state }) => state !== 'active')];
  }

  /** One of them, and what the company asks of everybody. */
  async one(userId: string, companyId: string): Promise<RpcOut<typeof companyRpc.membership>> {
    const row = await this.members.findOne(companyId, { userId, deactivatedAt: absent() });
    const company = row && (await this.db.repository(companyEntity).findOneBy({ id: companyId }));
    const security = securityOf(company);
    const membership = row && company ? membershipOf(company, row) : null;
    return { membership, security, emailAllowed: row !== undefined && isEmailAllowed(security, row.email) };
  }

  /** Ids of all companies that the person is in, also where they are deactivated. */
  async every(userId: string): Promise<string[]> {
    const rows = await this.db.repository(memberEntity).find({ where: { userId }, take: most });
    return rows.map(({ companyId }) => companyId);
  }

  /** Which of these people are in no company at all. */
  async inNone(userIds: readonly string[]): Promise<string[]> {
    const rows = await this.db
      .repository(memberEntity)
      .find({ where: { userId: oneOf(userIds) }, select: { userId: true } });
    const inSome = new Set(rows.map(({ userId }) => userId));
    return userIds.filter((id) => !inSome.has(id));
  }

  /** @throws EMAIL_DOMAIN_NOT_ALLOWED */
  async assertEmailAllowed(companyId: string, email: string): Promise<void> {
    const security = securityOf(await this.db.repository(companyEntity).findOneBy({ id: companyId }));
    if (isEmailAllowed(security, email)) return;
    throw new AppError('EMAIL_DOMAIN_NOT_ALLOWED', {
      detail: `${email} is of none of the domains that the company lets in: ${security.emailDomains.join(', ')}`,
      issues: [{ path: 'email', message: 'is of no domain that the company lets in' }],
    });
  }
}
