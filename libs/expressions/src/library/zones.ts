/** Wall clocks of IANA time zones, by what Intl knows. */
import { ValueError } from '../values.js';

/** A reading of a wall clock. Months from 1. */
export interface Wall {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  ms: number;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(timeZone: unknown): Intl.DateTimeFormat {
  if (typeof timeZone !== 'string') throw new ValueError('expected a time zone such as "Europe/Berlin"', timeZone);
  const known = formatters.get(timeZone);
  if (known) return known;
  try {
    const made = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    if (formatters.size < 100) formatters.set(timeZone, made);
    return made;
  } catch {
    throw new ValueError('this time zone is not known', timeZone);
  }
}

/** What the clocks of a zone show at an instant (epoch ms). */
export function wallAt(ms: number, zone: unknown): Wall {
  const found: Record<string, string> = {};
  for (const part of formatter(zone).formatToParts(ms)) found[part.type] = part.value;
  const year = Number(found['year']);
  return {
    year: found['era'] === 'BC' ? 1 - year : year,
    month: Number(found['month']),
    day: Number(found['day']),
    hour: Number(found['hour']),
    minute: Number(found['minute']),
    second: Number(found['second']),
    ms: ((ms % 1000) + 1000) % 1000,
  };
}

/** The wall clock as if it stood in UTC. Fields beyond their ends carry over. */
export function utcOf({ year, month, day, hour, minute, second, ms }: Wall): number {
  const date = new Date(0);
  // Date.UTC takes the years 0 to 99 for those of the twentieth century.
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second, ms);
  return date.getTime();
}

/** Milliseconds that the clocks of a zone are ahead of UTC. */
export const offsetAt = (ms: number, zone: unknown): number => utcOf(wallAt(ms, zone)) - ms;

const dayMs = 86_400_000;

/** The instant at which the clocks show this. What they show twice counts the first time; what they skip is as much later as they skip. */
export function instantOf(wall: Wall, zone: unknown): number {
  const utc = utcOf(wall);
  if (Number.isNaN(utc)) throw new ValueError('this is beyond the times that are known');
  const [before, after] = [offsetAt(utc - dayMs, zone), offsetAt(utc + dayMs, zone)];
  const candidates = [utc - before, utc - after].filter((ms) => ms + offsetAt(ms, zone) === utc);
  return candidates.length > 0 ? Math.min(...candidates) : utc - before;
}

/** `+01:00`, or `Z` in UTC. */
export function offsetText(ms: number, zone: unknown): string {
  const minutes = Math.round(offsetAt(ms, zone) / 60_000);
  if (minutes === 0) return 'Z';
  const two = (part: number) => String(part).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
}
