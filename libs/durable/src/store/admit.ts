import { freeOf, placesByGroup, type InLine, type Places } from './admission.js';
import { nextInLine } from './next-in-line.js';
import { marks } from './run-rows.js';
import type { SqlStore, SqlTransaction } from './sql-store.port.js';

/** Takes leases in the commit that gives the places. */
export interface PlaceTaker {
  /** How many it may take. */
  readonly room: number;
  /** @returns ids of those that it took */
  take(tx: SqlTransaction, runIds: readonly string[]): Promise<ReadonlySet<string>>;
}

export interface Admission {
  /** They have a place, and nobody holds them yet. */
  waiting: InLine[];
  /** Some may be left in line. */
  more: boolean;
}

/**
 * Gives the free places of a company to those in line: runs that were under way before new ones, then by priority, then by age.
 * The company's row is the lock, so two admitters never give a place twice.
 */
export const admit = (
  store: SqlStore,
  companyId: string,
  places: Places,
  taker: PlaceTaker | undefined,
): Promise<Admission> =>
  store.transaction(async (tx) => {
    await lockCompany(tx, companyId);
    const taken = await placesByGroup(tx, companyId);
    const free = freeOf(places, taken);
    if (free <= 0 && !places.apart?.size) return { waiting: [], more: true };
    const { chosen, more } = await nextInLine(tx, companyId, {
      free,
      taken,
      groups: places.groups,
      apart: places.apart,
    });
    const held = await takeSome(tx, chosen, taker);
    const waiting = chosen.filter(({ id }) => !held.has(id));
    if (waiting.length > 0)
      tx.later(
        `UPDATE durable_runs SET admitted = 1 WHERE id IN (${marks(waiting.length)})`,
        waiting.map(({ id }) => id),
      );
    return { waiting, more };
  });

async function takeSome(tx: SqlTransaction, chosen: readonly InLine[], taker: PlaceTaker | undefined) {
  const ids = chosen.slice(0, Math.max(0, taker?.room ?? 0)).map(({ id }) => id);
  return taker && ids.length > 0 ? taker.take(tx, ids) : new Set<string>();
}

async function lockCompany(tx: SqlTransaction, companyId: string): Promise<void> {
  const lock = () =>
    tx.query(`SELECT company_id FROM durable_admission WHERE company_id = ?${tx.sql.forUpdate}`, [companyId]);
  if ((await lock()).length > 0) return;
  await tx.run(`${tx.sql.insertIgnore} INTO durable_admission (company_id) VALUES (?)`, [companyId]);
  await lock();
}
