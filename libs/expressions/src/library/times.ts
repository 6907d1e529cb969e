/** Times are RFC 3339 texts or epoch milliseconds; there is no third sort of value. What is made is a text in UTC, unless a zone is asked for. */
import { fn, text, type Fn } from '../fn.js';
import { typeName, ValueError, type Budget } from '../values.js';
import { formatTime, parseTime } from './time-patterns.js';
import { instantOf, offsetText, utcOf, wallAt, type Wall } from './zones.js';

/** Epoch ms of a time in any form. */
export function instant(value: unknown): number {
  const time =
    typeof value === 'number' || (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}/.test(value))
      ? new Date(value).getTime()
      : Number.NaN;
  if (!Number.isNaN(time)) return time;
  throw new ValueError(
    typeof value === 'string' || typeof value === 'number'
      ? 'this is no time'
      : `expected a time, got ${typeName(value)}`,
    value,
  );
}

function written(ms: number): string {
  const date = new Date(ms);
  if (Number.isNaN(date.getTime())) throw new ValueError('this is beyond the times that are known');
  return date.toISOString();
}

const inZone = (ms: number, zone: unknown): string => {
  const local = new Date(utcOf(wallAt(ms, zone))).toISOString().slice(0, -1);
  return `${local}${offsetText(ms, zone)}`;
};

/** Work of asking Intl for a wall clock, which costs some microseconds. */
const lookUp = (budget: Budget): void => budget.spend(60);

const durationShape =
  /^(-)?P(?=\d|T\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** Years, months, weeks and days are counted on the calendar of the zone; hours and less in real time. A month after 31 January is the last of February. */
function addDuration(value: unknown, duration: unknown, zone: unknown): string {
  const parts = durationShape.exec(text(duration, 'a duration such as "P1D"'));
  if (!parts) throw new ValueError('expected an ISO 8601 duration such as "P1D" or "-PT15M"', duration);
  const sign = parts[1] === undefined ? 1 : -1;
  const [years, months, weeks, days, hours, minutes, seconds] = parts
    .slice(2)
    .map((part) => sign * Number(part ?? 0)) as Seven;
  let ms = instant(value);
  if (years !== 0 || months !== 0 || weeks !== 0 || days !== 0) {
    const wall = wallAt(ms, zone);
    const target = { ...wall, year: wall.year, month: wall.month + years * 12 + months, day: 1 };
    const lastDay = new Date(utcOf({ ...target, month: target.month + 1, day: 0 })).getUTCDate();
    ms = instantOf({ ...target, day: Math.min(wall.day, lastDay) + weeks * 7 + days }, zone);
  }
  return written(ms + hours * 3_600_000 + minutes * 60_000 + Math.round(seconds * 1000));
}
type Seven = [number, number, number, number, number, number, number];

const fixedUnits: Record<string, number> = { millisecond: 1, second: 1000, minute: 60_000, hour: 3_600_000 };
const calendarUnits = ['day', 'week', 'month', 'quarter', 'year'] as const;
type CalendarUnit = (typeof calendarUnits)[number];
const unitNames = [...Object.keys(fixedUnits), ...calendarUnits].join(', ');

function unitOf(value: unknown): string {
  const unit = text(value, 'a unit').replace(/s$/, '');
  if (Object.hasOwn(fixedUnits, unit) || (calendarUnits as readonly string[]).includes(unit)) return unit;
  throw new ValueError(`expected a unit: ${unitNames}`, value);
}

/** Monday is 1, Sunday 7 (ISO 8601). */
const weekdayOf = (wall: Wall): number => new Date(utcOf(wall)).getUTCDay() || 7;

const midnight = { hour: 0, minute: 0, second: 0, ms: 0 };
const starts: Record<CalendarUnit, (wall: Wall) => Wall> = {
  day: (wall) => ({ ...wall, ...midnight }),
  week: (wall) => ({ ...wall, ...midnight, day: wall.day - weekdayOf(wall) + 1 }),
  month: (wall) => ({ ...wall, ...midnight, day: 1 }),
  quarter: (wall) => ({ ...wall, ...midnight, day: 1, month: wall.month - ((wall.month - 1) % 3) }),
  year: (wall) => ({ ...wall, ...midnight, day: 1, month: 1 }),
};
const lengths: Record<CalendarUnit, Partial<Wall>> = {
  day: { day: 1 },
  week: { day: 7 },
  month: { month: 1 },
  quarter: { month: 3 },
  year: { year: 1 },
};

function startOf(value: unknown, unitText: unknown, zone: unknown, isEnd: boolean): string {
  const unit = unitOf(unitText);
  const ms = instant(value);
  const wall = wallAt(ms, zone);
  const fixed = fixedUnits[unit];
  if (fixed !== undefined) {
    // Zones may be off by half an hour, so an hour begins where its clock says.
    const into = ((utcOf(wall) % fixed) + fixed) % fixed;
    return written(ms - into + (isEnd ? fixed - 1 : 0));
  }
  const start = starts[unit as CalendarUnit](wall);
  if (!isEnd) return written(instantOf(start, zone));
  const length = lengths[unit as CalendarUnit];
  const next = {
    ...start,
    year: start.year + (length.year ?? 0),
    month: start.month + (length.month ?? 0),
    day: start.day + (length.day ?? 0),
  };
  return written(instantOf(next, zone) - 1);
}

/** Whole calendar units from one wall clock to the other, and what is left as a share of the next one. */
function diff(from: unknown, to: unknown, unitText: unknown, zone: unknown): number {
  const unit = unitOf(unitText);
  const [a, b] = [instant(from), instant(to)];
  const fixed = fixedUnits[unit];
  if (fixed !== undefined) return (b - a) / fixed;
  if (b < a) return -diff(to, from, unitText, zone);
  const [left, right] = [utcOf(wallAt(a, zone)), utcOf(wallAt(b, zone))];
  if (unit === 'day' || unit === 'week') return (right - left) / (unit === 'day' ? 86_400_000 : 604_800_000);
  const months = unit === 'year' ? 12 : unit === 'quarter' ? 3 : 1;
  const [x, y] = [new Date(left), new Date(right)];
  let whole = Math.floor(((y.getUTCFullYear() - x.getUTCFullYear()) * 12 + y.getUTCMonth() - x.getUTCMonth()) / months);
  const at = (count: number) => instant(addDuration(left, `P${count * months}M`, 'UTC'));
  if (at(whole) > right) whole--;
  return whole + (right - at(whole)) / (at(whole + 1) - at(whole));
}

const parts: Record<string, (wall: Wall) => number> = {
  year: ({ year }) => year,
  quarter: ({ month }) => Math.ceil(month / 3),
  month: ({ month }) => month,
  week: isoWeek,
  day: ({ day }) => day,
  weekday: weekdayOf,
  hour: ({ hour }) => hour,
  minute: ({ minute }) => minute,
  second: ({ second }) => second,
};

/** The week that holds the Thursday, counted in the year that holds it (ISO 8601). */
function isoWeek(wall: Wall): number {
  const thursday = new Date(utcOf({ ...wall, ...midnight, day: wall.day - weekdayOf(wall) + 4 }));
  const first = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  return Math.floor((thursday.getTime() - first) / 604_800_000) + 1;
}

function partOf(value: unknown, name: unknown, zone: unknown): number {
  const read = typeof name === 'string' && Object.hasOwn(parts, name) ? parts[name] : undefined;
  if (!read) throw new ValueError(`expected a part: ${Object.keys(parts).join(', ')}`, name);
  return read(wallAt(instant(value), zone));
}

export const times: Record<string, Fn> = {
  timestamp: fn(
    'timestamp(time): text',
    'RFC 3339 in UTC, of a time in any form.',
    ['timestamp("2026-01-01T00:00:00+01:00")', '2025-12-31T23:00:00.000Z'],
    ([value]) => written(instant(value)),
  ),
  millis: fn('millis(time): number', 'Milliseconds since 1970.', ['millis("1970-01-01T00:00:01Z")', 1000], ([value]) =>
    instant(value),
  ),
  inZone: fn(
    'inZone(time, zone): text',
    'The same time as the clocks of a zone show it, with its offset.',
    ['inZone("2026-07-01T12:00:00Z", "Europe/Berlin")', '2026-07-01T14:00:00.000+02:00'],
    ([value, zone], budget) => (lookUp(budget), inZone(instant(value), zone)),
  ),
  formatDate: fn(
    'formatDate(time, pattern, zone?, language?): text',
    "Written as a pattern says: yyyy MM dd HH mm ss SSS, MMM and MMMM names of months, EEE and EEEE of days, XXX the offset; the rest as it is, letters in 'quotes'. UTC and English unless said otherwise.",
    ['formatDate("2026-03-01T23:30:00Z", "EEE dd.MM.yyyy HH:mm", "Europe/Berlin", "de")', 'Mo 02.03.2026 00:30'],
    ([value, pattern, zone = 'UTC', language = 'en'], budget) => (
      lookUp(budget),
      formatTime(instant(value), pattern, zone, language)
    ),
  ),
  parseDate: fn(
    'parseDate(text, pattern, zone?): text',
    'The time that a text says, read by a pattern of yyyy MM dd HH mm ss; what it does not say is zero.',
    ['parseDate("24.12.2026 18:00", "dd.MM.yyyy HH:mm", "Europe/Berlin")', '2026-12-24T17:00:00.000Z'],
    ([value, pattern, zone = 'UTC'], budget) => (
      lookUp(budget),
      written(instantOf(parseTime(text(value), pattern), zone))
    ),
  ),
  addDuration: fn(
    'addDuration(time, duration, zone?): text',
    'Later by an ISO 8601 duration, or earlier by one with a minus. Days and more follow the calendar of the zone, so that noon stays noon.',
    ['addDuration("2026-03-28T12:00:00+01:00", "P1D", "Europe/Berlin")', '2026-03-29T10:00:00.000Z'],
    ([value, duration, zone = 'UTC'], budget) => (lookUp(budget), addDuration(value, duration, zone)),
  ),
  diff: fn(
    'diff(from, to, unit, zone?): number',
    'How much later the second time is, in milliseconds, seconds, minutes, hours, days, weeks, months, quarters or years; with fractions.',
    ['diff("2026-01-31T00:00:00Z", "2026-03-31T00:00:00Z", "months")', 2],
    ([from, to, unit, zone = 'UTC'], budget) => (lookUp(budget), diff(from, to, unit, zone)),
  ),
  startOf: fn(
    'startOf(time, unit, zone?): text',
    'The beginning of its minute, hour, day, week (Monday), month, quarter or year.',
    ['startOf("2026-11-20T12:34:56Z", "day", "America/New_York")', '2026-11-20T05:00:00.000Z'],
    ([value, unit, zone = 'UTC'], budget) => (lookUp(budget), startOf(value, unit, zone, false)),
  ),
  endOf: fn(
    'endOf(time, unit, zone?): text',
    'Its last millisecond.',
    ['endOf("2026-02-10T12:00:00Z", "month")', '2026-02-28T23:59:59.999Z'],
    ([value, unit, zone = 'UTC'], budget) => (lookUp(budget), startOf(value, unit, zone, true)),
  ),
  weekday: fn(
    'weekday(time, zone?): number',
    '1 is Monday, 7 is Sunday.',
    ['weekday("2026-11-20T12:00:00Z")', 5],
    ([value, zone = 'UTC'], budget) => (lookUp(budget), partOf(value, 'weekday', zone)),
  ),
  datePart: fn(
    'datePart(time, part, zone?): number',
    'year, quarter, month, week (ISO 8601), day, weekday, hour, minute or second.',
    ['datePart("2026-12-31T23:30:00Z", "year", "Asia/Tokyo")', 2027],
    ([value, part, zone = 'UTC'], budget) => (lookUp(budget), partOf(value, part, zone)),
  ),
};
