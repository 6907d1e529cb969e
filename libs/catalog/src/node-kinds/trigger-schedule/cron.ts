import { Cron } from 'croner';
import { changeNear, endOfGap, instantsOf, offsetAt, wallOf, type WallMs } from './zone.js';

const patterns = new Map<string, Cron>();
const keptPatterns = 1000;

/** The pattern as times on a wall whose clock is never changed. @throws Error naming what is wrong with the pattern */
function patternOf(cron: string): Cron {
  const known = patterns.get(cron);
  if (known) return known;
  const pattern = new Cron(cron, { mode: '5-part', utcOffset: 0, paused: true });
  if (patterns.size >= keptPatterns) patterns.delete(patterns.keys().next().value!);
  patterns.set(cron, pattern);
  return pattern;
}

/** What is wrong with a pattern of five fields, or undefined. */
export function cronFault(cron: string): string | undefined {
  if (cron.trim().split(/\s+/).length !== 5)
    return 'expected five fields: minute, hour, day of month, month, day of week';
  try {
    return patternOf(cron).nextRun(new Date(0)) ? undefined : 'this never comes';
  } catch (error) {
    return (error as Error).message.replace(/^Cron(Pattern|Date)?: /, '');
  }
}

/** A pattern that names its hours means times of the day; another one means an interval, which the clocks do not stretch. */
const namesHours = (cron: string): boolean => !/[*?]/.test(cron.trim().split(/\s+/)[1] ?? '*');

/**
 * The first slot after an instant; undefined when there is none. A time of the day that a gap leaves out comes at the end of the gap, one
 * that a fold shows twice comes the first time alone. Intervals (`*` in the hours) go on by elapsed time through both.
 */
export function nextByCron(cron: string, zone: string, after: number): number | undefined {
  const pattern = patternOf(cron);
  const wall = nextWall(pattern, wallOf(zone, after));
  if (wall === undefined) return undefined;
  const guess = wall - offsetAt(zone, after);
  const change = Math.max(changeNear(zone, after), changeNear(zone, guess));
  if (change === 0) {
    const [at] = instantsOf(zone, wall);
    if (at !== undefined) return at;
  }
  return nearChange(pattern, zone, { after, change, isTimeOfDay: namesHours(cron) });
}

const nextWall = (pattern: Cron, wall: WallMs): WallMs | undefined => pattern.nextRun(new Date(wall))?.getTime();

/** Looks at every time on the wall within the change of the instant, because there their order is not that of the instants. */
function nearChange(
  pattern: Cron,
  zone: string,
  { after, change, isTimeOfDay }: { after: number; change: number; isTimeOfDay: boolean },
): number | undefined {
  let best: number | undefined;
  let wall = nextWall(pattern, wallOf(zone, after) - change);
  for (; wall !== undefined; wall = nextWall(pattern, wall)) {
    const instants = instantsOf(zone, wall);
    const fires =
      instants.length === 0 ? (isTimeOfDay ? [endOfGap(zone, wall)] : []) : isTimeOfDay ? [instants[0]!] : instants;
    for (const at of fires) if (at > after && (best === undefined || at < best)) best = at;
    if (best !== undefined && wall > wallOf(zone, best) + change) break;
  }
  return best;
}
