import { Injectable } from '@nestjs/common';
import { columnName, insertRows, type SqlValue, type Tx } from '#libs/platform/database';
import { AiCallRepository } from '../usage/ai-call.repository.js';
import { SpendRepository } from '../usage/spend.repository.js';
import { ownBudgetId, type Bound } from './budget-book.js';
import { counterColumns, type CounterRow } from './budget.entity.js';
import { periodOf, type Span } from './periods.js';

/** A bound at a time: which counter is meant, and when it begins anew. */
export interface Counted extends Bound {
  id: string;
  span: Span;
}

export const countedAt = ({ budget, subject }: Bound, at: number): Counted => {
  const span = periodOf(budget, at);
  // Whose run it is says the id itself: a run may be named by whoever raises its limit.
  const owner = budget.id === ownBudgetId ? `${budget.id}.${budget.companyId}` : budget.id;
  return { budget, subject, span, id: `${owner}/${subject}/${span.from}` };
};

const properties = Object.keys(counterColumns) as (keyof CounterRow)[];
const numbers = properties.filter((name) => ['millis', 'money'].includes(counterColumns[name].kind));
const written = ['spent_micros', 'reserved_micros', 'raised_micros', 'warned_at', 'exceeded_at'];
const read = properties.map((name) => `${columnName(name)} AS \`${name}\``).join(', ');

/** Counters of budgets, held in a transaction: whoever holds one is alone with it, across replicas. */
@Injectable()
export class Counters {
  constructor(
    private readonly spend: SpendRepository,
    private readonly calls: AiCallRepository,
  ) {}

  /** Locks them, in the one order that all keep, and makes those that are missing. `fresh`: their sums hold what this transaction wrote. */
  async hold(tx: Tx, wanted: readonly Counted[]): Promise<{ rows: Map<string, CounterRow>; fresh: Set<string> }> {
    const byId = new Map(wanted.map((counted) => [counted.id, counted]));
    const ids = [...byId.keys()].sort();
    const rows = await this.lock(tx, ids);
    const missing = ids.filter((id) => !rows.has(id));
    const fresh = new Set<string>();
    for (const id of missing) if (await this.create(tx, byId.get(id)!)) fresh.add(id);
    if (missing.length > 0) for (const [id, row] of await this.lock(tx, missing)) rows.set(id, row);
    return { rows, fresh };
  }

  async lock(tx: Tx, ids: readonly string[]): Promise<Map<string, CounterRow>> {
    if (ids.length === 0) return new Map();
    const found = await tx.query<CounterRow>(
      `SELECT ${read} FROM ai_budget_counters WHERE id IN (${ids.map(() => '?').join(', ')}) ORDER BY id${tx.sql.forUpdate}`,
      [...ids],
    );
    for (const row of found as unknown as Record<string, SqlValue>[])
      for (const name of numbers) if (row[name] !== null) row[name] = Number(row[name]);
    return new Map(found.map((row) => [row.id, row]));
  }

  async write(tx: Tx, rows: readonly CounterRow[]): Promise<void> {
    const tail = tx.sql.upsert(['id'], written);
    const run = (sql: string, params?: readonly SqlValue[]) => tx.run(sql + tail, params);
    await insertRows({ run }, 'ai_budget_counters', counterColumns, rows);
  }

  /** @returns false when somebody else made it meanwhile */
  private async create(tx: Tx, { id, budget, subject, span }: Counted): Promise<boolean> {
    const { changes } = await tx.run(
      `${tx.sql.insertIgnore} INTO ai_budget_counters (id, company_id, budget_id, subject, period_from, spent_micros, reserved_micros, raised_micros)
       VALUES (?, ?, ?, ?, ?, 0, 0, 0)`,
      [id, budget.companyId, budget.id, subject, span.from],
    );
    if (changes === 0) return false;
    // Only now: who spends and waits for this row would not be seen by a sum that was read before.
    const spent = await this.spentBefore(tx, { budget, subject, span, id });
    await tx.run('UPDATE ai_budget_counters SET spent_micros = ? WHERE id = ?', [spent, id]);
    return true;
  }

  /** What counts although it was spent before the counter was there. */
  private async spentBefore(tx: Tx, { budget, subject, span }: Counted): Promise<number> {
    const { companyId, scope, scopeId, createdAt } = budget;
    if (scope === 'run') return (await this.calls.totals(companyId, { runId: subject }, tx)).costMicros;
    const from = budget.period === 'total' ? createdAt : span.from;
    const which = scope === 'workflow' ? { workflowId: scopeId! } : scope === 'agent' ? { agentId: scopeId! } : {};
    return (await this.spend.totals(companyId, { from, ...which }, tx)).costMicros;
  }
}
