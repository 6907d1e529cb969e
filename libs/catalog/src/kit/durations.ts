import { z } from 'zod';
import './form-hints.js';

const shape =
  /^P(?=\d|T\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:[.,]\d+)?)S)?)?$/;
const dayMs = 86_400_000;
const longestMs = 3660 * dayMs;

/** An ISO 8601 duration such as `P3D` or `PT15M`; at most ten years. */
export const duration = () =>
  z.iso
    .duration('expected an ISO 8601 duration such as P3D or PT15M')
    .refine((text) => !shape.test(text) || addDuration(0, text) <= longestMs, 'expected at most ten years')
    .meta({ title: 'Duration', description: 'ISO 8601, such as PT15M or P3D', widget: 'duration', placeholder: 'P1D' });

/** A point in time, RFC 3339 with an offset. */
export const instant = () =>
  z.iso
    .datetime({ offset: true, message: 'expected a time with an offset, such as 2026-12-24T18:00:00Z' })
    .meta({ title: 'Time', description: 'RFC 3339 with an offset', placeholder: '2026-12-24T18:00:00Z' });

/**
 * The time a duration after `at`, both in epoch milliseconds. Years and months follow the calendar in UTC: a month after
 * 31 January is the last day of February.
 * @throws RangeError when the text is no ISO 8601 duration
 */
export function addDuration(at: number, text: string): number {
  const parts = shape.exec(text);
  if (!parts) throw new RangeError(`"${text}" is no duration`);
  const [years, months, weeks, days, hours, minutes, seconds] = parts.slice(1).map(toNumber) as Seven;
  const fixed = (weeks * 7 + days) * dayMs + hours * 3_600_000 + minutes * 60_000 + Math.round(seconds * 1000);
  return addMonths(at, years * 12 + months) + fixed;
}

type Seven = [number, number, number, number, number, number, number];

const toNumber = (part: string | undefined): number => Number((part ?? '0').replace(',', '.'));

function addMonths(at: number, months: number): number {
  if (months === 0) return at;
  const date = new Date(at);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, lastDay));
  return date.getTime();
}
