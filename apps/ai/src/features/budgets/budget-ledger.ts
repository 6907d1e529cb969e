import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database, GroupedWork, insertRows, type Tx } from '#libs/platform/database';
import { Outbox, type OutboxEntry } from '#libs/platform/events';
import type { Asking } from '../calls/asking.js';
import { SpendWatch, type SpentCall } from '../usage/spend-watch.port.js';
import { BudgetBook, type Bound } from './budget-book.js';
import { reservationColumns, type CounterRow, type ReservationRow } from './budget.entity.js';
import { countedAt, Counters, type Counted } from './counters.js';
import { decide, type Estimate, type Verdict } from './deciding.js';
import { exceeded, noticesOf } from './notices.js';

/** A call that asks for its share before it goes to a model. */
export interface Claim {
  companyId: string;
  bounds: readonly Bound[];
  estimate: Estimate;
  /** Budgets whose cheaper model the call takes already. */
  degraded: ReadonlySet<string>;
}

export type Granted = { kind: 'granted'; reservation: string | undefined } | Exclude<Verdict, { kind: 'granted' }>;

/** Longer than any call may take. */
const heldMs = 15 * 60_000;
const largestGroup = 250;

/**
 * What is spent of budgets and what calls under way may come to, in rows that one transaction holds at a time: a limit holds across
 * calls and replicas. Calls that come together share a transaction.
 */
@Injectable()
export class BudgetLedger extends SpendWatch<Bound[]> {
  private readonly claims: GroupedWork<Claim, Granted>;
  private readonly releases: GroupedWork<string, void>;

  constructor(
    db: Database,
    private readonly book: BudgetBook,
    private readonly counters: Counters,
    private readonly outbox: Outbox,
  ) {
    super();
    const lanes = db.dialect === 'sqlite' ? 1 : 2;
    const grouped = { lanes, largest: largestGroup };
    this.claims = new GroupedWork({ ...grouped, work: (all) => db.transaction((tx) => this.claimAll(tx, all)) });
    this.releases = new GroupedWork({ ...grouped, work: (all) => db.transaction((tx) => this.releaseAll(tx, all)) });
  }

  /** Grants the estimate, or says who is against it. A granted reservation is to be released when the call is over. */
  claim(claim: Claim): Promise<Granted> {
    return this.claims.add(claim);
  }

  /** The call is over: what it really cost is written down already. */
  release(reservation: string): Promise<void> {
    return this.releases.add(reservation);
  }

  async concerned(asking: Asking): Promise<Bound[] | undefined> {
    if (this.book.isFree(asking)) return undefined;
    const bounds = await this.book.boundsOf(asking);
    return bounds.length > 0 ? bounds : undefined;
  }

  async spent(tx: Tx, calls: readonly SpentCall<Bound[]>[]): Promise<void> {
    const all = calls.flatMap(({ row, concerned }) =>
      concerned.map((bound) => ({ counted: countedAt(bound, row.at), micros: row.costMicros, at: row.at })),
    );
    const counted = all.map((each) => each.counted);
    const { rows, fresh } = await this.counters.hold(tx, counted);
    for (const {
      counted: { id },
      micros,
    } of all)
      if (!fresh.has(id)) rows.get(id)!.spentMicros += micros;
    const told = [...once(counted)].flatMap((each) => noticesOf(each, rows.get(each.id)!, all[0]!.at));
    await this.counters.write(tx, [...rows.values()]);
    await this.outbox.addAll(tx, told);
  }

  private async claimAll(tx: Tx, claims: readonly Claim[]): Promise<Granted[]> {
    const at = await clockOf(tx);
    const asked = claims.map((claim) => ({ ...claim, counted: claim.bounds.map((bound) => countedAt(bound, at)) }));
    const { rows } = await this.counters.hold(
      tx,
      asked.flatMap(({ counted }) => counted),
    );
    if (asked.some(({ counted, estimate, degraded }) => decide(counted, rows, estimate, degraded).kind !== 'granted'))
      await this.endExpired(tx, rows, at);
    const told: OutboxEntry[] = [];
    const reserved: ReservationRow[] = [];
    const answers = asked.map(({ companyId, counted, estimate, degraded }): Granted => {
      const verdict = decide(counted, rows, estimate, degraded);
      if (verdict.kind !== 'granted') {
        told.push(...exceeded(verdict.by, rows.get(verdict.by.id)!, at));
        return verdict;
      }
      if (estimate.micros === 0) return { ...verdict, reservation: undefined };
      const ids = counted.map(({ id }) => id);
      for (const id of ids) rows.get(id)!.reservedMicros += estimate.micros;
      const row = { id: randomUUID(), companyId, counters: ids, micros: estimate.micros, expiresAt: at + heldMs };
      reserved.push(row);
      return { ...verdict, reservation: row.id };
    });
    if (reserved.length > 0 || told.length > 0) await this.counters.write(tx, [...rows.values()]);
    await insertRows(tx, 'ai_budget_reservations', reservationColumns, reserved);
    await this.outbox.addAll(tx, told);
    return answers;
  }

  private async releaseAll(tx: Tx, ids: readonly string[]): Promise<void[]> {
    await this.end(tx, await this.reservations(tx, `id IN (${ids.map(() => '?').join(', ')})`, ids), new Map());
    return ids.map(() => undefined);
  }

  /** Before somebody is refused: what processes left behind that died with a call under way. */
  private async endExpired(tx: Tx, rows: Map<string, CounterRow>, at: number): Promise<void> {
    await this.end(tx, await this.reservations(tx, 'expires_at < ?', [at]), rows);
  }

  private async reservations(tx: Tx, condition: string, params: readonly (string | number)[]) {
    const rows = await tx.query<{ id: string; counters: string; micros: number }>(
      `SELECT id, counters, micros FROM ai_budget_reservations WHERE ${condition} ORDER BY id${tx.sql.forUpdate}`,
      params,
    );
    return rows.map(({ id, counters, micros }) => ({
      id,
      counters: JSON.parse(counters) as string[],
      micros: Number(micros),
    }));
  }

  /** @param held counters that this transaction has read already: they are changed in place */
  private async end(
    tx: Tx,
    ended: readonly { id: string; counters: string[]; micros: number }[],
    held: Map<string, CounterRow>,
  ): Promise<void> {
    if (ended.length === 0) return;
    const ids = [...new Set(ended.flatMap(({ counters }) => counters))].filter((id) => !held.has(id)).sort();
    const rows = new Map([...held, ...(await this.counters.lock(tx, ids))]);
    for (const { counters, micros } of ended)
      for (const id of counters) {
        const row = rows.get(id);
        // Of a budget that is gone, nothing is left.
        if (row) row.reservedMicros = Math.max(0, row.reservedMicros - micros);
      }
    await this.counters.write(tx, [...rows.values()]);
    await tx.run(
      `DELETE FROM ai_budget_reservations WHERE id IN (${ended.map(() => '?').join(', ')})`,
      ended.map(({ id }) => id),
    );
  }
}

const once = (counted: readonly Counted[]): Iterable<Counted> =>
  new Map(counted.map((each) => [each.id, each])).values();

async function clockOf(tx: Tx): Promise<number> {
  const [row] = await tx.query<{ now: number }>(`SELECT ${tx.sql.now} AS now`);
  return Number(row!.now);
}
