import type { SqlExecutor } from './sql-store.port.js';

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
    'SELECT COUNT(*) AS taken FROM (SELECT 1 AS one FROM durable_runs WHERE line = 2 AND company_id = ? LIMIT ?) AS places',
    [companyId, limit],
  );
  return rows[0]?.taken ?? 0;
}

/** Places that the runs of each group hold; those without a group under the empty name. */
export async function placesByGroup(on: SqlExecutor, companyId: string): Promise<Map<string, number>> {
  const rows = await on.query<{ group_id: string | null; taken: number }>(
    'SELECT group_id, COUNT(*) AS taken FROM durable_runs WHERE line = 2 AND company_id = ? GROUP BY group_id',
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
    return new FreePlaces(places, taken, freeOf(places, taken));
  }

  /** False when there is none for a run of this group. */
  take(group: string | null): boolean {
    const held = this.taken.get(group ?? '') ?? 0;
    if (this.left <= 0 || (group !== null && held >= (this.places.groups.get(group) ?? Infinity))) return false;
    this.left -= 1;
    this.taken.set(group ?? '', held + 1);
    return true;
  }

  /** A run that took one does not keep it. */
  giveBack(group: string | null): void {
    this.left += 1;
    this.taken.set(group ?? '', (this.taken.get(group ?? '') ?? 1) - 1);
  }
}

/** Runs of a company with work to do and no place, counted up to `limit`. */
export async function countInLine(on: SqlExecutor, companyId: string, limit: number): Promise<number> {
  const rows = await on.query<{ waiting: number }>(
    'SELECT COUNT(*) AS waiting FROM (SELECT 1 AS one FROM durable_runs WHERE line IN (0, 1) AND company_id = ? LIMIT ?) AS waiting',
    [companyId, limit],
  );
  return rows[0]?.waiting ?? 0;
}

/** Companies that have runs with work to do and no place for them. */
export async function companiesInLine(on: SqlExecutor): Promise<string[]> {
  const rows = await on.query<{ company_id: string }>(
    'SELECT DISTINCT company_id FROM durable_runs WHERE line = 0 UNION SELECT DISTINCT company_id FROM durable_runs WHERE line = 1',
  );
  return rows.map(({ company_id }) => company_id);
}

/** Companies whose runs hold places. */
export async function companiesWithPlaces(on: SqlExecutor): Promise<string[]> {
  const rows = await on.query<{ company_id: string }>('SELECT DISTINCT company_id FROM durable_runs WHERE line = 2');
  return rows.map(({ company_id }) => company_id);
}

/** Runs that all living workers together have room for. */
export async function capacity(on: SqlExecutor): Promise<number> {
  const [row] = await on.query<{ room: number | null }>(
    `SELECT SUM(capacity) AS room FROM durable_workers WHERE expires_at > ${on.sql.now}`,
  );
  return Number(row?.room ?? 0);
}

/** Places of the company that nobody holds; below 0 when its bound was lowered. */
export const freeOf = ({ company }: Places, taken: ReadonlyMap<string, number>): number => company - total(taken);

const total = (taken: ReadonlyMap<string, number>): number =>
  [...taken.values()].reduce((sum, count) => sum + count, 0);
