import type { SqlExecutor } from './sql-store.port.js';

/** How many runs may hold a place at once: of the company, and of those of its groups that have a bound of their own. */
export interface Places {
  company: number;
  groups: ReadonlyMap<string, number>;
  /** Groups that count against bounds of their own alone, not against the company's: those that have workers of their own. */
  apart?: ReadonlyMap<string, number>;
}

export interface InLine {
  id: string;
  wake: number;
  group_id: string | null;
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
  if (!places.apart?.size && (group === null || !places.groups.has(group)))
    return (await placesTaken(on, companyId, places.company)) < places.company;
  const taken = await placesByGroup(on, companyId);
  return leftFor(places, taken, group ?? '', freeOf(places, taken)) > 0;
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
    const name = group ?? '';
    if (leftFor(this.places, this.taken, name, this.left) <= 0) return false;
    if (!this.places.apart?.has(name)) this.left -= 1;
    this.taken.set(name, (this.taken.get(name) ?? 0) + 1);
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

/** Places of the company that nobody holds; below 0 when its bound was lowered. */
export const freeOf = ({ company, apart }: Places, taken: ReadonlyMap<string, number>): number =>
  [...taken].reduce((free, [group, count]) => (apart?.has(group) ? free : free - count), company);

/** Places that a group (the empty name: runs without one) may still take, when its company has `free` ones. */
export function leftFor(
  { groups, apart }: Pick<Places, 'groups' | 'apart'>,
  taken: ReadonlyMap<string, number>,
  group: string,
  free: number,
): number {
  const held = taken.get(group) ?? 0;
  const own = apart?.get(group);
  return own === undefined ? Math.min(free, (groups.get(group) ?? Infinity) - held) : own - held;
}
