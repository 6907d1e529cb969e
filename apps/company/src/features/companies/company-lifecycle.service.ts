import { Inject, Injectable } from '@nestjs/common';
import { AppError, type Caller, type CompanyLifecycle } from '#libs/contracts';
import { AuditTrail } from '#libs/platform/audit';
import { Database, type Tx } from '#libs/platform/database';
import { LimitsInForce } from '../limits/limits-in-force.js';
import { MemberRepository } from '../members/member.repository.js';
import { companyEntity, stateOf, type CompanyRow } from './company.entity.js';

/** Token of the days between asking for a deletion and the deletion. */
export const graceDays = Symbol('days of grace');

const dayMs = 86_400_000;
const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

/** What an owner decides about the company as a whole. */
@Injectable()
export class CompanyLifecycleService {
  constructor(
    private readonly db: Database,
    private readonly members: MemberRepository,
    private readonly trail: AuditTrail,
    private readonly limits: LimitsInForce,
    @Inject(graceDays) private readonly grace: number,
  ) {}

  /** @throws COMPANY_NOT_FOUND */
  async get(companyId: string): Promise<CompanyLifecycle> {
    const row = await this.db.repository(companyEntity).findOneBy({ id: companyId });
    if (!row) throw new AppError('COMPANY_NOT_FOUND');
    return this.view(row);
  }

  /** The member becomes owner and the caller administrator, in one commit. @throws MEMBER_NOT_FOUND, CONFLICT */
  async transfer({ companyId, userId }: Caller, memberId: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      await lock(tx, companyId);
      const members = this.members.in(tx);
      const next = await members.get(companyId, memberId);
      if (!next) throw new AppError('MEMBER_NOT_FOUND');
      const own = await members.findOne(companyId, { userId: userId ?? '' });
      // Read in the transaction: an owner who was made something else meanwhile gives away what is not theirs.
      if (own?.role !== 'owner') throw new AppError('FORBIDDEN', { detail: 'Only an owner passes the company on' });
      if (next.id === own.id) throw new AppError('CONFLICT', { detail: 'You are the owner already' });
      if (next.deactivatedAt !== null)
        throw new AppError('CONFLICT', { detail: `${next.name} is deactivated. Let them in again first.` });
      if (next.role !== 'owner') await members.update(companyId, { id: next.id }, { role: 'owner' });
      await members.update(companyId, { id: own.id }, { role: 'admin' });
      const row = await requireIn(tx, companyId);
      this.tell(tx, row, 'transferred', { facts: { from: own.email, to: next.email } });
    });
  }

  /** Again is no fault. */
  deactivate(companyId: string): Promise<CompanyLifecycle> {
    return this.change(companyId, (row, now) =>
      row.deactivatedAt === null ? { verb: 'deactivated', set: { deactivatedAt: now } } : undefined,
    );
  }

  /** Cancels a deletion, too. Again is no fault. */
  reactivate(companyId: string): Promise<CompanyLifecycle> {
    return this.change(companyId, (row) =>
      row.deactivatedAt === null
        ? undefined
        : {
            verb: row.deleteAt === null ? 'reactivated' : 'deletion-cancelled',
            set: { deactivatedAt: null, deleteAt: null },
          },
    );
  }

  /** Asked again, the first time counts. @throws VALIDATION_FAILED unless `confirm` is the company's name */
  delete(companyId: string, confirm: string): Promise<CompanyLifecycle> {
    return this.change(companyId, (row, now) => {
      if (confirm.trim() !== row.name)
        throw new AppError('VALIDATION_FAILED', {
          detail: 'This is not the name of the company',
          issues: [{ path: 'confirm', message: 'expected the name of the company' }],
        });
      if (row.deleteAt !== null) return undefined;
      const deleteAt = now + this.grace * dayMs;
      return { verb: 'deletion-asked', set: { deactivatedAt: row.deactivatedAt ?? now, deleteAt } };
    });
  }

  private async change(
    companyId: string,
    decide: (row: CompanyRow, now: number) => { verb: string; set: Partial<CompanyRow> } | undefined,
  ): Promise<CompanyLifecycle> {
    const now = await this.db.now();
    return this.db.transaction(async (tx) => {
      await lock(tx, companyId);
      const row = await requireIn(tx, companyId);
      const decided = decide(row, now);
      if (!decided) return this.view(row);
      await tx.manager.getRepository(companyEntity).update({ id: companyId }, decided.set);
      const { deleteAt = null } = decided.set;
      // Here at once; other processes read it again within two seconds.
      tx.afterCommit(() => this.limits.forget(companyId));
      this.tell(tx, row, decided.verb, deleteAt === null ? {} : { facts: { deleteAt: iso(deleteAt) } });
      return this.view({ ...row, ...decided.set });
    });
  }

  private tell(tx: Tx, { id, name }: CompanyRow, verb: string, more: { facts?: Record<string, unknown> }): void {
    this.trail.tell(tx, {
      companyId: id,
      action: `company.${verb}`,
      target: { type: 'company', id, label: name },
      ...more,
    });
  }

  private view(row: CompanyRow): CompanyLifecycle {
    const { deactivatedAt, deleteAt } = row;
    return { state: stateOf(row), deactivatedAt: iso(deactivatedAt), deleteAt: iso(deleteAt), graceDays: this.grace };
  }
}

async function lock(tx: Tx, companyId: string): Promise<void> {
  await tx.query(`SELECT id FROM companies WHERE id = ?${tx.sql.forUpdate}`, [companyId]);
}

async function requireIn(tx: Tx, companyId: string): Promise<CompanyRow> {
  const row = await tx.manager.getRepository(companyEntity).findOneBy({ id: companyId });
  if (!row) throw new AppError('COMPANY_NOT_FOUND');
  return row;
}
