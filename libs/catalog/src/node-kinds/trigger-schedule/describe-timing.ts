import type { Timing } from './timing.js';

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const months = 'January February March April May June July August September October November December'.split(' ');
const names: Record<string, number> = Object.fromEntries([
  ...days.slice(0, 7).map((day, index) => [day.slice(0, 3).toUpperCase(), index] as const),
  ...months.map((month, index) => [month.slice(0, 3).toUpperCase(), index + 1] as const),
]);

/** What a schedule says, in plain words: `At 09:00 on Monday to Friday, Europe/Berlin`. */
export function describeTiming(timing: Timing): string {
  if ('at' in timing) return `Once, at ${new Date(timing.at).toISOString().replace('.000', '')}`;
  if ('every' in timing) return `Every ${durationWords(timing.every)}`;
  const [minute = '*', hour = '*', day = '*', month = '*', weekday = '*'] = timing.cron.trim().split(/\s+/);
  return [
    timeWords(minute, hour),
    dayWords(day, weekday),
    month === '*' ? '' : ` in ${listWords(month, (at) => months[at - 1])}`,
  ]
    .join('')
    .concat(`, ${timing.timezone}`);
}

function timeWords(minute: string, hour: string): string {
  const [minutes, hours] = [numbersOf(minute), numbersOf(hour)];
  if (minutes && hours && minutes.length * hours.length <= 6)
    return `At ${andWords(hours.flatMap((at) => minutes.map((past) => `${two(at)}:${two(past)}`)))}`;
  const step = /^\*\/(\d+)$/.exec(minute)?.[1];
  const every = minute === '*' ? 'Every minute' : step ? `Every ${step} minutes` : undefined;
  const hourStep = /^\*\/(\d+)$/.exec(hour)?.[1];
  const within = hour === '*' ? '' : hourStep ? ` of every ${hourStep} hours` : ` of hour ${listWords(hour, String)}`;
  if (every) return `${every}${within && within.replace(' of', ' in')}`;
  if (minute === '0' && hour === '*') return 'Every hour';
  if (minute === '0' && hourStep) return `Every ${hourStep} hours`;
  return `At minute ${listWords(minute, String)}${within || ' of every hour'}`;
}

function dayWords(day: string, weekday: string): string {
  const onWeekdays = weekday === '*' ? '' : listWords(weekday, (at) => days[at]);
  const onDays =
    day === '*'
      ? ''
      : day.toUpperCase() === 'L'
        ? 'the last day of the month'
        : `day ${listWords(day, String)} of the month`;
  if (!onWeekdays && !onDays) return '';
  return ` on ${[onDays, onWeekdays].filter(Boolean).join(' or ')}`;
}

/** A list of single numbers; undefined for anything else. */
const numbersOf = (field: string): number[] | undefined =>
  /^\d+(,\d+)*$/.test(field)
    ? field
        .split(',')
        .map(Number)
        .sort((left, right) => left - right)
    : undefined;

const numberOf = (text: string): number => names[text.toUpperCase()] ?? Number(text);

function listWords(field: string, word: (at: number) => string | undefined): string {
  const say = (text: string) => (/^\w+$/.test(text) ? (word(numberOf(text)) ?? text) : text);
  return andWords(
    field.split(',').map((part) => {
      const range = /^(\w+)-(\w+)$/.exec(part);
      return range ? `${say(range[1]!)} to ${say(range[2]!)}` : say(part);
    }),
  );
}

const andWords = (list: string[]): string =>
  list.length < 2 ? (list[0] ?? '') : `${list.slice(0, -1).join(', ')} and ${list.at(-1)}`;

const two = (value: number): string => String(value).padStart(2, '0');

const units: [RegExp, string][] = [
  [/(\d+)W/, 'week'],
  [/(\d+)D/, 'day'],
  [/(\d+)H/, 'hour'],
  [/T.*?(\d+)M/, 'minute'],
  [/(\d+)S/, 'second'],
];

function durationWords(text: string): string {
  const parts = units.flatMap(([pattern, unit]) => {
    const count = pattern.exec(text)?.[1];
    return count === undefined || Number(count) === 0 ? [] : [Number(count) === 1 ? `1 ${unit}` : `${count} ${unit}s`];
  });
  return parts.length === 1 ? parts[0]!.replace(/^1 /, '') : andWords(parts);
}
