import { Injectable } from '@nestjs/common';
import { AppError } from '#libs/contracts';
import { Database, TenantRepository } from '#libs/platform/database';
import { budgetEntity, type BudgetRow } from './budget.entity.js';

@Injectable()
export class BudgetRepository extends TenantRepository<BudgetRow> {
  constructor(database: Database) {
    super(database, budgetEntity);
  }

  /** @throws BUDGET_NOT_FOUND */
  async require(companyId: string, id: string): Promise<BudgetRow> {
    const row = await this.get(companyId, id);
    if (!row) throw new AppError('BUDGET_NOT_FOUND');
    return row;
  }
}
