import { AppError, reportSlots } from '#libs/contracts';
import { endOfGap, instantsOf, wallOf } from '#libs/catalog/node-kinds/trigger-schedule/zone';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const shownUnlessAsked = 30;

export interface SpanQuery {
  from?: string;
  to?: string;
  timezone: string;
}
export interface Span {
  from: number;
  to: number;
  /** Begins of its hours or days, epoch ms, the first one at `from`. */
  slots: number[];
}

/** Days on the wall, written as if that were UTC: neighbours are a day apart, whatever the clocks do. */
const dayOn = (zone: string, at: number) => Math.floor(wallOf(zone, at) / dayMs) * dayMs;
/** Its first instant, where midnight comes twice, or not at all because the clocks go forward then. */
const beginOf = (zone: string, day: number): number => instantsOf(zone, day)[0] ?? endOfGap(zone, day);

/**
 * Whole hours or days of a zone up to `to`.
 * @throws VALIDATION_FAILED when the end is before the begin, or there are too many to draw
 */
export function spanOf({ from, to, timezone }: SpanQuery, by: 'hour' | 'day', now: number): Span {
  const end = to === undefined ? now : Date.parse(to);
  const last = dayOn(timezone, end - 1);
  const asked = from === undefined ? beginOf(timezone, last - (shownUnlessAsked - 1) * dayMs) : Date.parse(from);
  if (asked >= end) throw outOfRange('expected a time before `to`');
  const slots: number[] = [];
  const add = (at: number) => {
    slots.push(at);
    if (slots.length > reportSlots) throw outOfRange(`expected at most ${reportSlots} ${by}s`);
  };
  // Some zones are half an hour off: their hours begin where the clock on the wall says so.
  if (by === 'hour') for (let at = asked - (wallOf(timezone, asked) % hourMs); at < end; at += hourMs) add(at);
  else for (let day = dayOn(timezone, asked); day <= last; day += dayMs) add(beginOf(timezone, day));
  return { from: slots[0]!, to: end, slots };
}

const outOfRange = (message: string) =>
  new AppError('VALIDATION_FAILED', { detail: `from: ${message}`, issues: [{ path: 'from', message }] });
