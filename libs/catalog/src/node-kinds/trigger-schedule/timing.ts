import { addDuration } from '../../kit/durations.js';
import { nextByCron } from './cron.js';

/** When a schedule comes: a pattern on the wall of a zone, a period, or one time. */
export type Timing =
  | { cron: string; timezone: string }
  /** Periods are counted from `since`, epoch ms. */
  | { every: string; since: number }
  | { at: string };

/** The first slot after an instant, epoch ms; undefined when there is none. */
export function nextSlot(timing: Timing, after: number): number | undefined {
  if ('cron' in timing) return nextByCron(timing.cron, timing.timezone, after);
  if ('at' in timing) {
    const at = Date.parse(timing.at);
    return at > after ? at : undefined;
  }
  const period = addDuration(0, timing.every);
  return timing.since + (Math.max(0, Math.floor((after - timing.since) / period)) + 1) * period;
}

/** The next slots, at most `count`. */
export function nextSlots(timing: Timing, after: number, count: number): number[] {
  const slots: number[] = [];
  for (let at = nextSlot(timing, after); at !== undefined && slots.length < count; at = nextSlot(timing, at))
    slots.push(at);
  return slots;
}

const spans = [60, 1440, 10_080, 44_640, 527_040].map((minutes) => minutes * 60_000);

/** The last slots from `from` to `to`, both included, oldest first, at most `count`: looked for from the end, so that a long time costs little. */
export function lastSlots(timing: Timing, from: number, to: number, count: number): number[] {
  for (const span of [...spans, Number.POSITIVE_INFINITY]) {
    const start = Math.max(from, to - span);
    const slots: number[] = [];
    for (let at = nextSlot(timing, start - 1); at !== undefined && at <= to; at = nextSlot(timing, at)) slots.push(at);
    if (slots.length >= count || start === from) return slots.slice(-count);
  }
  return [];
}
