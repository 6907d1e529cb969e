import { Injectable } from '@nestjs/common';
import {
  AppError,
  budgetProblem,
  newId,
  type Budget,
  type Caller,
  type createBudget,
  type In,
  type Page,
  type PageQuery,
  type updateBudget,
} from '#libs/contracts';
import { Database, oneOf } from '#libs/platform/database';
import { BudgetBook } from './budget-book.js';
import type { BudgetRow } from './budget.entity.js';
import { BudgetRepository } from './budget.repository.js';
import { viewOf } from './budget.view.js';
import { CounterRepository } from './counter.repository.js';
import { countedAt, Counters } from './counters.js';
import { periodOf } from './periods.js';

/** What a company set as bounds of its spending. */
@Injectable()
export class BudgetsService {
  constructor(
    private readonly db: Database,
    private readonly rows: BudgetRepository,
    private readonly counted: CounterRepository,
    private readonly counters: Counters,
    private readonly book: BudgetBook,
  ) {}

  async list({ companyId }: Caller, page: PageQuery): Promise<Page<Budget>> {
    const { items, nextCursor } = await this.rows.page(companyId, page);
    return { items: await this.views(companyId, items), nextCursor };
  }

  /** @throws BUDGET_NOT_FOUND */
  async get({ companyId }: Caller, id: string): Promise<Budget> {
    const [view] = await this.views(companyId, [await this.rows.require(companyId, id)]);
    return view!;
  }

  /** What this period, or a run, has cost so far counts. */
  async create(caller: Caller, body: In<typeof createBudget>['body']): Promise<Budget> {
    const { companyId } = caller;
    const at = await this.db.now();
    const row: BudgetRow = { ...body, id: newId('budget'), companyId, createdAt: at, updatedAt: at };
    await this.rows.insert(companyId, row);
    // From here on every replica that writes a cost down counts it; the counter begins with what was before.
    if (row.scope !== 'run')
      await this.db.transaction((tx) => this.counters.hold(tx, [countedAt({ budget: row, subject: 'all' }, at)]));
    this.book.forget(companyId);
    return this.get(caller, row.id);
  }

  /** @throws BUDGET_NOT_FOUND, VALIDATION_FAILED */
  async update(caller: Caller, id: string, changes: In<typeof updateBudget>['body']): Promise<Budget> {
    const { companyId } = caller;
    const row = await this.rows.require(companyId, id);
    const degradeTo = changes.action && changes.action !== 'degrade' ? { degradeTo: null } : {};
    const set = { ...degradeTo, ...definedOf(changes), updatedAt: await this.db.now() };
    const broken = budgetProblem({ ...row, ...set });
    if (broken)
      throw new AppError('VALIDATION_FAILED', { detail: `${broken.path}: ${broken.message}`, issues: [broken] });
    await this.rows.update(companyId, { id }, set);
    // The new limit may be reached again.
    if (changes.limitMicros !== undefined || changes.warnAt !== undefined) await this.counted.tellAgain(companyId, id);
    this.book.forget(companyId);
    return this.get(caller, id);
  }

  /** @throws BUDGET_NOT_FOUND */
  async delete({ companyId }: Caller, id: string): Promise<void> {
    await this.rows.require(companyId, id);
    await this.rows.delete(companyId, { id });
    await this.counted.delete(companyId, { budgetId: id });
    this.book.forget(companyId);
  }

  private async views(companyId: string, rows: readonly BudgetRow[]): Promise<Budget[]> {
    const at = await this.db.now();
    const shared = rows
      .filter(({ scope }) => scope !== 'run')
      .map((budget) => countedAt({ budget, subject: 'all' }, at).id);
    const found = await this.counted.find(companyId, { where: { id: oneOf(shared) } });
    return Promise.all(
      rows.map(async (budget) => {
        const counter =
          budget.scope === 'run'
            ? await this.counted.dearest(companyId, budget.id)
            : found.find(({ budgetId }) => budgetId === budget.id);
        return viewOf(budget, periodOf(budget, at), counter);
      }),
    );
  }
}

const definedOf = <T extends object>(changes: T) =>
  Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
