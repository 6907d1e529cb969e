/** Wall time in zones of the IANA database, by what the runtime knows (Intl). */

/** Wall time written as if it were UTC, epoch ms: an hour of it is always an hour on the clock on the wall. */
export type WallMs = number;

const formats = new Map<string, Intl.DateTimeFormat>();
const keptFormats = 500;

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  if (formats.size >= keptFormats) formats.delete(formats.keys().next().value!);
  formats.set(zone, format);
  return format;
}

export function isZone(zone: string): boolean {
  try {
    formatOf(zone);
    return true;
  } catch {
    return false;
  }
}

/** What the clock on the wall shows at an instant, to the second. */
export function wallOf(zone: string, at: number): WallMs {
  const parts: Record<string, number> = {};
  for (const { type, value } of formatOf(zone).formatToParts(at)) parts[type] = Number(value);
  return Date.UTC(parts['year']!, parts['month']! - 1, parts['day'], parts['hour'], parts['minute'], parts['second']);
}

/** How far the zone is ahead of UTC at an instant, ms. */
export function offsetAt(zone: string, at: number): number {
  const second = Math.floor(at / 1000) * 1000;
  return wallOf(zone, second) - second;
}

/** Offsets differ by at most this within one change of the clocks. */
const reachMs = 26 * 3_600_000;

/**
 * The instants at which the wall shows a time, in order: one; two in a fold (clocks went back); none in a gap (clocks went forward).
 */
export function instantsOf(zone: string, wall: WallMs): number[] {
  const offsets = new Set([offsetAt(zone, wall - reachMs), offsetAt(zone, wall + reachMs)]);
  return [...offsets]
    .map((offset) => wall - offset)
    .filter((at) => wallOf(zone, at) === wall)
    .sort((left, right) => left - right);
}

/** The end of the gap in which the wall never shows this time: the first instant after the clocks went forward. */
export function endOfGap(zone: string, wall: WallMs): number {
  const before = offsetAt(zone, wall - reachMs);
  let [low, high] = [wall - reachMs - before, wall + reachMs - before];
  while (high - low > 1000) {
    const middle = Math.floor((low + high) / 2000) * 1000;
    if (wallOf(zone, middle) > wall) high = middle;
    else low = middle;
  }
  return high;
}

/** Whether the zone changes its offset within the reach of a change around an instant. */
export const changesNear = (zone: string, at: number): boolean =>
  offsetAt(zone, at - reachMs) !== offsetAt(zone, at + reachMs);
