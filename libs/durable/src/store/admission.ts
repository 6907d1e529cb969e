import { marks } from './run-rows.js';
import type { SqlExecutor, SqlStore } from './sql-store.port.js';

/** How many runs may hold a place at once: of the company, and of those of its groups that have a bound of their own. */
export interface Places {
  company: number;
  groups: ReadonlyMap<string, number>;
}

export interface InLine {
  id: string;
  wake: number;
}

/** Places that the company's runs hold, counted up to `limit`. */
export async function placesTaken(on: SqlExecutor, companyId: string, limit: number): Promise<number> {
  const rows = await on.query<{ taken: number }>(
    'SELECT COUNT(*) AS taken FROM (SELECT 1 AS one FROM durable_runs WHERE company_id = ? AND admitted = 1 LIMIT ?) AS places',
    [companyId, limit],
  );
  return rows[0]?.taken ?? 0;
}

/** Places that the runs of each group hold; those without a group under the empty name. */
export async function placesByGroup(on: SqlExecutor, companyId: string): Promise<Map<string, number>> {
  const rows = await on.query<{ group_id: string | null; taken: number }>(
    'SELECT group_id, COUNT(*) AS taken FROM durable_runs WHERE company_id = ? AND admitted = 1 GROUP BY group_id',
    [companyId],
  );
  return new Map(rows.map(({ group_id, taken }) => [group_id ?? '', taken]));
}

/** True while a new run may begin at once. */
export async function hasPlace(
  on: SqlExecutor,
  { companyId, group }: { companyId: string; group: string | null },
  places: Places,
): Promise<boolean> {
  const bound = group === null ? undefined : places.groups.get(group);
  if (bound === undefined) return (await placesTaken(on, companyId, places.company)) < places.company;
  const taken = await placesByGroup(on, companyId);
  return total(taken) < places.company && (taken.get(group ?? '') ?? 0) < bound;
}

/** The free places of a company, to be given to several new runs one after the other. */
export class FreePlaces {
  private constructor(
    private readonly places: Places,
    private readonly taken: Map<string, number>,
    private left: number,
  ) {}

  static async of(on: SqlExecutor, companyId: string, places: Places): Promise<FreePlaces> {
    const taken = await placesByGroup(on, companyId);
    return new FreePlaces(places, taken, places.company - total(taken));
  }

  /** False when there is none for a run of this group. */
  take(group: string | null): boolean {
    const held = this.taken.get(group ?? '') ?? 0;
    if (this.left <= 0 || (group !== null && held >= (this.places.groups.get(group) ?? Infinity))) return false;
    this.left -= 1;
    this.taken.set(group ?? '', held + 1);
    return true;
  }
}

/** Runs of a company with work to do and no place, counted up to `limit`. */
export async function countInLine(on: SqlExecutor, companyId: string, limit: number): Promise<number> {
  const rows = await on.query<{ waiting: number }>(
    'SELECT COUNT(*) AS waiting FROM (SELECT 1 AS one FROM durable_runs WHERE company_id = ? AND admitted = 0 AND ready_at > 0 LIMIT ?) AS line',
    [companyId, limit],
  );
  return rows[0]?.waiting ?? 0;
}

/** Companies that have runs with work to do and no place for them. */
export async function companiesInLine(on: SqlExecutor): Promise<string[]> {
  const rows = await on.query<{ company_id: string }>(
    'SELECT DISTINCT company_id FROM durable_runs WHERE admitted = 0 AND ready_at > 0',
  );
  return rows.map(({ company_id }) => company_id);
}

/** Companies whose runs hold places. */
export async function companiesWithPlaces(on: SqlExecutor): Promise<string[]> {
  const rows = await on.query<{ company_id: string }>(
    'SELECT DISTINCT company_id FROM durable_runs WHERE admitted = 1',
  );
  return rows.map(({ company_id }) => company_id);
}

/** Runs that all living workers together have room for. */
export async function capacity(on: SqlExecutor): Promise<number> {
  const [row] = await on.query<{ room: number | null }>(
    `SELECT SUM(capacity) AS room FROM durable_workers WHERE expires_at > ${on.sql.now}`,
  );
  return Number(row?.room ?? 0);
}

/**
 * Gives the free places of a company to those in line: runs that were under way before new ones, then by priority, then by age.
 * The company's row is the lock, so two admitters never give a place twice. `more`: some may be left in line.
 */
export const admit = (
  store: SqlStore,
  companyId: string,
  places: Places,
): Promise<{ admitted: InLine[]; more: boolean }> =>
  store.transaction(async (tx) => {
    await tx.run(`${tx.sql.insertIgnore} INTO durable_admission (company_id) VALUES (?)`, [companyId]);
    await tx.query(`SELECT company_id FROM durable_admission WHERE company_id = ?${tx.sql.forUpdate}`, [companyId]);
    const taken = await placesByGroup(tx, companyId);
    const free = places.company - total(taken);
    if (free <= 0) return { admitted: [], more: true };
    const { chosen, more } = await choose(tx, companyId, { free, taken, groups: places.groups });
    if (chosen.length > 0)
      await tx.run(
        `UPDATE durable_runs SET admitted = 1 WHERE id IN (${marks(chosen.length)})`,
        chosen.map(({ id }) => id),
      );
    return { admitted: chosen, more };
  });

interface Choice {
  free: number;
  taken: Map<string, number>;
  groups: ReadonlyMap<string, number>;
}

/** Reads on past groups that become full, until the places are given or the line has ended. */
async function choose(on: SqlExecutor, companyId: string, { free, taken, groups }: Choice) {
  const chosen: InLine[] = [];
  const full = [...groups].filter(([group, bound]) => (taken.get(group) ?? 0) >= bound).map(([group]) => group);
  for (;;) {
    const left = free - chosen.length;
    const rows = await nextInLine(on, companyId, { full, chosen, limit: left });
    const before = full.length;
    for (const { id, wake, group_id } of rows) {
      const group = group_id ?? '';
      if (full.includes(group)) continue;
      chosen.push({ id, wake });
      const held = (taken.get(group) ?? 0) + 1;
      taken.set(group, held);
      if (held >= (groups.get(group) ?? Infinity)) full.push(group);
    }
    // Only a group that became full meanwhile leaves places over while the line goes on.
    if (chosen.length < free && rows.length === left && full.length > before) continue;
    const more =
      chosen.length === free ||
      (full.length > 0 && (await countInLine(on, companyId, chosen.length + 1)) > chosen.length);
    return { chosen, more };
  }
}

/** `lease > 0`: it was under way before. A run in line is never leased, since leases keep their places. */
function nextInLine(
  on: SqlExecutor,
  companyId: string,
  { full, chosen, limit }: { full: readonly string[]; chosen: readonly InLine[]; limit: number },
) {
  const notFull = full.length > 0 ? ` AND (group_id IS NULL OR group_id NOT IN (${marks(full.length)}))` : '';
  const notChosen = chosen.length > 0 ? ` AND id NOT IN (${marks(chosen.length)})` : '';
  return on.query<InLine & { group_id: string | null }>(
    `SELECT id, wake, group_id FROM durable_runs WHERE company_id = ? AND admitted = 0 AND ready_at > 0${notFull}${notChosen} ` +
      'ORDER BY CASE WHEN lease > 0 THEN 0 ELSE 1 END, priority DESC, ready_at, id LIMIT ?',
    [companyId, ...full, ...chosen.map(({ id }) => id), limit],
  );
}

const total = (taken: ReadonlyMap<string, number>): number =>
  [...taken.values()].reduce((sum, count) => sum + count, 0);
