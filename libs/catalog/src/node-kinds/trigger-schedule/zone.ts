/** Wall time in zones of the IANA database, by what the runtime knows (Intl), which is asked rarely: it is slow. */

/** Wall time written as if it were UTC, epoch ms: an hour of it is always an hour on the clock on the wall. */
export type WallMs = number;

/** The offsets of a zone around some half of a day, and when the one becomes the other. Offsets and times in ms. */
interface Rules {
  before: number;
  after: number;
  /** Infinity when the offset stays. */
  changeAt: number;
}

const hourMs = 3_600_000;
const halfDayMs = 12 * hourMs;
/** Rules hold so far beyond their half of a day. */
const marginMs = 8 * hourMs;
/** What lies this close to a change is looked at closely. */
const nearMs = 4 * hourMs;

const formats = new Map<string, Intl.DateTimeFormat>();
const known = new Map<string, Rules>();
const kept = 5_000;

/** The oldest goes. */
function keep<T>(cache: Map<string, T>, key: string, value: T): T {
  if (cache.size >= kept) cache.delete(cache.keys().next().value!);
  cache.set(key, value);
  return value;
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const format = formats.get(zone);
  if (format) return format;
  const part = 'numeric';
  const parts = { year: part, month: part, day: part, hour: part, minute: part, second: part } as const;
  const fixed = { timeZone: zone, calendar: 'gregory', numberingSystem: 'latn', hourCycle: 'h23' } as const;
  return keep(formats, zone, new Intl.DateTimeFormat('en-US', { ...fixed, ...parts }));
}

export function isZone(zone: string): boolean {
  try {
    formatOf(zone);
    return true;
  } catch {
    return false;
  }
}

const secondOf = (at: number): number => Math.floor(at / 1000) * 1000;

/** What Intl says. */
function readOffset(zone: string, at: number): number {
  const parts: Record<string, number> = {};
  for (const { type, value } of formatOf(zone).formatToParts(at)) parts[type] = Number(value);
  const { year = 0, month = 1, day, hour, minute, second } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - secondOf(at);
}

function rulesAt(zone: string, at: number): Rules {
  const half = Math.floor(at / halfDayMs);
  const key = `${zone} ${half}`;
  const rules = known.get(key);
  if (rules) return rules;
  let [low, high] = [half * halfDayMs - marginMs, (half + 1) * halfDayMs + marginMs];
  const [before, after] = [readOffset(zone, low), readOffset(zone, high)];
  if (before === after) return keep(known, key, { before, after, changeAt: Number.POSITIVE_INFINITY });
  while (high - low > 1000) {
    const middle = secondOf((low + high) / 2);
    if (readOffset(zone, middle) === before) low = middle;
    else high = middle;
  }
  return keep(known, key, { before, after, changeAt: high });
}

/** How far the zone is ahead of UTC at an instant, ms. */
export function offsetAt(zone: string, at: number): number {
  const { before, after, changeAt } = rulesAt(zone, at);
  return at >= changeAt ? after : before;
}

/** What the clock on the wall shows at an instant, to the second. */
export const wallOf = (zone: string, at: number): WallMs => secondOf(at) + offsetAt(zone, at);

/** The rules around a time on the wall. Taking it for UTC misses the offset by one change at most, which is within the margin. */
const rulesOf = (zone: string, wall: WallMs): Rules => rulesAt(zone, wall - offsetAt(zone, wall));

/**
 * The instants at which the wall shows a time, in order: one; two in a fold (clocks went back); none in a gap (clocks went forward).
 */
export function instantsOf(zone: string, wall: WallMs): number[] {
  const { before, after, changeAt } = rulesOf(zone, wall);
  const [first, second] = [wall - before, wall - after];
  return [...(first < changeAt ? [first] : []), ...(second >= changeAt ? [second] : [])];
}

/** The end of the gap in which the wall never shows this time: the first instant after the clocks went forward. */
export const endOfGap = (zone: string, wall: WallMs): number => rulesOf(zone, wall).changeAt;

/** By how much the clocks change within a few hours of an instant, ms; 0 when they do not. */
export function changeNear(zone: string, at: number): number {
  const { before, after, changeAt } = rulesAt(zone, at);
  return Math.abs(changeAt - at) <= nearMs ? Math.abs(after - before) : 0;
}
