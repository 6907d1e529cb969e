import { nextByCron } from '#libs/catalog/node-kinds/trigger-schedule/cron';
import { wallOf } from '#libs/catalog/node-kinds/trigger-schedule/zone';
import type { NotificationPreferences } from '#libs/contracts';

type Times = Pick<NotificationPreferences, 'quietHours' | 'timezone' | 'digest' | 'digestAt'>;
/** `at` is epoch ms. */
export type MailTime = { when: 'now' } | { when: 'later' | 'gathered'; at: number };

const dayMs = 86_400_000;
const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
const daily = (time: string): string => `${Number(time.slice(3))} ${Number(time.slice(0, 2))} * * *`;
const next = (pattern: string, zone: string, after: number): number => nextByCron(pattern, zone, after) ?? after;

function isQuiet({ quietHours, timezone }: Times, at: number): boolean {
  if (quietHours === null) return false;
  const minute = Math.floor((((wallOf(timezone, at) % dayMs) + dayMs) % dayMs) / 60_000);
  const [from, to] = [minutesOf(quietHours.from), minutesOf(quietHours.to)];
  return from < to ? minute >= from && minute < to : minute >= from || minute < to;
}

/** The instant itself, or the end of the quiet hours in which it lies. */
const audible = (times: Times, at: number): number =>
  times.quietHours !== null && isQuiet(times, at) ? next(daily(times.quietHours.to), times.timezone, at) : at;

/** When a mail of this moment goes to somebody; `crowded` when too many went already, which gathers the rest by the hour. */
export function mailTime(times: Times, now: number, crowded = false): MailTime {
  const pace = times.digest === 'off' && crowded ? 'hourly' : times.digest;
  if (pace !== 'off') {
    const pattern = pace === 'hourly' ? '0 * * * *' : daily(times.digestAt);
    return { when: 'gathered', at: audible(times, next(pattern, times.timezone, now)) };
  }
  const at = audible(times, now);
  return at === now ? { when: 'now' } : { when: 'later', at };
}
