import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AppError, type Caller } from '#libs/contracts';
import { AuditTrail } from '#libs/platform/audit';
import { Database, type Tx } from '#libs/platform/database';
import { ownBudget, ownBudgetId } from './budget-book.js';
import { BudgetRepository } from './budget.repository.js';
import { countedAt, Counters } from './counters.js';

export interface Raise {
  micros: number;
  runId?: string | undefined;
  /** The same key raises once. */
  key?: string | undefined;
}

/** Limits raised once, by a person. */
@Injectable()
export class RaisesService {
  constructor(
    private readonly db: Database,
    private readonly budgets: BudgetRepository,
    private readonly counters: Counters,
    private readonly trail: AuditTrail,
  ) {}

  /** For this period, or for one run, and written down with who did it. @throws BUDGET_NOT_FOUND, VALIDATION_FAILED without a run where runs are bounded */
  async raise(caller: Caller, id: string, { micros, runId, key }: Raise): Promise<{ raisedMicros: number }> {
    const { companyId } = caller;
    const budget = id === ownBudgetId ? ownBudget(companyId, 0) : await this.budgets.require(companyId, id);
    if (budget.scope === 'run' && runId === undefined)
      throw new AppError('VALIDATION_FAILED', {
        detail: 'runId: expected the run that is meant',
        issues: [{ path: 'runId', message: 'expected the run that is meant: this budget bounds each run for itself' }],
      });
    const subject = budget.scope === 'run' ? runId! : 'all';
    return this.db.transaction(async (tx) => {
      const at = Number((await tx.query<{ now: number }>(`SELECT ${tx.sql.now} AS now`))[0]!.now);
      const counted = countedAt({ budget, subject }, at);
      const { rows } = await this.counters.hold(tx, [counted]);
      const counter = rows.get(counted.id)!;
      const raise = {
        id: key ?? randomUUID(),
        companyId,
        counterId: counted.id,
        micros,
        userId: caller.userId ?? null,
        at,
      };
      if (await this.isNew(tx, raise)) {
        Object.assign(counter, { raisedMicros: counter.raisedMicros + micros, warnedAt: null, exceededAt: null });
        await this.counters.write(tx, [counter]);
        const target = { type: 'budget', id, label: budget.name };
        const facts = { byMicros: micros, raisedMicros: counter.raisedMicros, run: runId ?? null };
        this.trail.tell(tx, { companyId, action: 'budget.raised', target, facts });
      }
      return { raisedMicros: counter.raisedMicros };
    });
  }

  private async isNew(
    tx: Tx,
    raise: { id: string; companyId: string; counterId: string; micros: number; userId: string | null; at: number },
  ): Promise<boolean> {
    const { changes } = await tx.run(
      `${tx.sql.insertIgnore} INTO ai_budget_raises (id, company_id, counter_id, micros, user_id, at) VALUES (?, ?, ?, ?, ?, ?)`,
      [raise.id, raise.companyId, raise.counterId, raise.micros, raise.userId, raise.at],
    );
    return changes === 1;
  }
}
