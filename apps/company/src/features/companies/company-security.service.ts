import { Injectable } from '@nestjs/common';
import {
  AppError,
  companySecurityDefaults,
  isEmailAllowed,
  type Caller,
  type CompanySecurity,
  type In,
  type updateCompanySecurity,
} from '#libs/contracts';
import { AuditTrail } from '#libs/platform/audit';
import { absent, Database } from '#libs/platform/database';
import { Networks } from '#libs/platform/security';
import { memberEntity, type MemberRow } from '../members/member.entity.js';
import { companyEntity, type CompanyRow } from './company.entity.js';

/** What the company asks of its members: what was set, else what holds for everybody. */
export const securityOf = (row: Pick<CompanyRow, 'security'> | undefined | null): CompanySecurity => ({
  ...companySecurityDefaults,
  ...row?.security,
});

interface Rows {
  findOneBy(where: { id: string }): Promise<CompanyRow | null>;
}

/** The rules of a company for whoever signs in. They are kept at every door, by the guard of each service. */
@Injectable()
export class CompanySecurityService {
  constructor(
    private readonly db: Database,
    private readonly trail: AuditTrail,
  ) {}

  async get(companyId: string): Promise<CompanySecurity> {
    return securityOf(await this.row(companyId, this.db.repository(companyEntity)));
  }

  /** @param address of the network, from which the caller comes @throws WOULD_LOCK_YOU_OUT */
  async update(
    caller: Caller,
    changes: In<typeof updateCompanySecurity>['body'],
    address: string,
  ): Promise<CompanySecurity> {
    const { companyId } = caller;
    const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    return this.db.transaction(async (tx) => {
      const rows = tx.manager.getRepository(companyEntity);
      // Two changes at once: the later one is checked against, and keeps, what the earlier one set.
      await tx.query(`SELECT id FROM companies WHERE id = ?${tx.sql.forUpdate}`, [companyId]);
      const row = await this.row(companyId, rows);
      const before = securityOf(row);
      const security: CompanySecurity = { ...before, ...given };
      if (caller.userId !== undefined) {
        const member = await tx.manager.getRepository(memberEntity).findOneBy({ companyId, userId: caller.userId });
        assertLetsIn(security, { address, email: member?.email, byKey: caller.apiKeyId !== undefined });
      }
      const owners = await tx.manager
        .getRepository(memberEntity)
        .findBy({ companyId, role: 'owner', deactivatedAt: absent() });
      assertOwnersIn(security, owners);
      await rows.update({ id: companyId }, { security });
      const target = { type: 'company', id: companyId, label: row.name };
      this.trail.tell(tx, {
        companyId,
        action: 'company.updated',
        target,
        before: { security: before },
        after: { security },
      });
      return security;
    });
  }

  private async row(companyId: string, rows: Rows): Promise<CompanyRow> {
    const row = await rows.findOneBy({ id: companyId });
    if (!row) throw new AppError('COMPANY_NOT_FOUND');
    return row;
  }
}

/** Nobody takes away the branch they sit on. @throws WOULD_LOCK_YOU_OUT saying which entry is missing */
function assertLetsIn(
  security: CompanySecurity,
  { address, email, byKey }: { address: string; email: string | undefined; byKey: boolean },
): void {
  const list = byKey ? 'apiKeyNetworks' : 'memberNetworks';
  if (security[list].length > 0 && !new Networks(security[list]).includes(address))
    throw new AppError('WOULD_LOCK_YOU_OUT', {
      detail: `You come from ${address}, which the list does not include`,
      address,
      issues: [{ path: list, message: `expected to include ${address}, from where you come` }],
    });
  if (email !== undefined && !isEmailAllowed(security, email))
    throw new AppError('WOULD_LOCK_YOU_OUT', {
      detail: `Your own address is ${email}, whose domain the list does not include`,
      issues: [{ path: 'emailDomains', message: `expected to include ${email.slice(email.lastIndexOf('@') + 1)}` }],
    });
}

/** An administrator does not take the company from its owners. @throws WOULD_LOCK_YOU_OUT */
function assertOwnersIn(security: CompanySecurity, owners: readonly MemberRow[]): void {
  const outside = owners.find(({ email }) => !isEmailAllowed(security, email));
  if (outside)
    throw new AppError('WOULD_LOCK_YOU_OUT', {
      detail: `${outside.name} owns the company, and the list does not include the domain of ${outside.email}`,
      issues: [{ path: 'emailDomains', message: `expected to include the domain of ${outside.email}, an owner` }],
    });
}
