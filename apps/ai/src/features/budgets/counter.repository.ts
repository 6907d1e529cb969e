import { Injectable } from '@nestjs/common';
import { Database, TenantRepository } from '#libs/platform/database';
import { counterEntity, type CounterRow } from './budget.entity.js';

/** Counters as people look at them. */
@Injectable()
export class CounterRepository extends TenantRepository<CounterRow> {
  constructor(database: Database) {
    super(database, counterEntity);
  }

  /** Of the runs that a budget bounds, the one that has spent most. */
  async dearest(companyId: string, budgetId: string): Promise<CounterRow | undefined> {
    const [row] = await this.find(companyId, { where: { budgetId }, order: { spentMicros: 'desc' }, limit: 1 });
    return row;
  }

  /** Warnings of a limit that has changed were about another one. */
  tellAgain(companyId: string, budgetId: string): Promise<number> {
    return this.update(companyId, { budgetId }, { warnedAt: null, exceededAt: null });
  }
}
