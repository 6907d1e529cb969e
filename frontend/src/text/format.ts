import type { Text } from './text.js';

/** Dates and numbers as people of the language write them; English dates are day first, as in look.md. */
const locales: Record<string, string> = { en: 'en-GB', de: 'de-DE' };

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

export const nothing = '–';

export interface Format {
  /** Under an hour "14 min ago", today "09:41", this year "20 Nov, 09:41", else "20 Nov 2026". */
  time(at: string | number | null | undefined, now?: number): string;
  /** The exact time, with the zone: for tooltips. */
  exact(at: string | number): string;
  /** "09:41:03". */
  clock(at: string | number): string;
  /** "today 09:41:03", or with the date. */
  moment(at: string | number, now?: number): string;
  /** "Friday 20 November, 10:23". */
  longDate(at: number): string;
  /** Time until: "in 23 h", "in 2 h", "overdue". */
  until(at: string | number, now?: number): string;
  /** Milliseconds as "4 ms", "1.7 s", "1 min 52 s", "3 h 5 min", "2 d". `coarse` keeps the largest unit only. */
  duration(ms: number | null | undefined, coarse?: boolean): string;
  /** "1,259", from 100,000 "128 k", from a million "1.3 M". */
  number(value: number): string;
  /** A share of 1 as "97.7%". */
  percent(share: number): string;
  /** Micro-dollars: four decimals below a dollar, else two. */
  money(micros: number | null | undefined): string;
  /** Dollars for a million tokens: "$0.10", "$0.075". */
  price(micros: number): string;
  /** "296 in, 16 out". */
  tokens(usage: { inputTokens: number; outputTokens: number }): string;
  /** "84 KB". */
  bytes(count: number): string;
}

const millis = (at: string | number) => (typeof at === 'number' ? at : Date.parse(at));
const sameDay = (a: Date, b: Date) => a.toDateString() === b.toDateString();

/** All formats of one language. `timeZone` is the reader's unless given. */
export function formatter(language: string, t: Text, timeZone?: string): Format {
  const locale = locales[language] ?? language;
  const date = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { timeZone, ...options });
  const hm: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
  const formats = {
    hm: date(hm),
    hms: date({ ...hm, second: '2-digit' }),
    dayTime: date({ day: 'numeric', month: 'short', ...hm }),
    full: date({ day: 'numeric', month: 'short', year: 'numeric' }),
    exact: date({ day: 'numeric', month: 'long', year: 'numeric', ...hm, second: '2-digit', timeZoneName: 'short' }),
    momentDay: date({ day: 'numeric', month: 'short', ...hm, second: '2-digit' }),
    long: date({ weekday: 'long', day: 'numeric', month: 'long' }),
    one: new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }),
    whole: new Intl.NumberFormat(locale, { maximumFractionDigits: 0 }),
    percent: new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }),
    small: new Intl.NumberFormat(locale, dollars(4)),
    large: new Intl.NumberFormat(locale, dollars(2)),
    price: new Intl.NumberFormat(locale, { ...dollars(2), maximumFractionDigits: 4 }),
  };
  const unit = (n: number, name: 'ms' | 's' | 'min' | 'h' | 'd', exact = false) =>
    t(`unit.${name}`, { n: (exact ? formats.one : formats.whole).format(n) });

  const duration: Format['duration'] = (ms, coarse = false) => {
    if (ms === null || ms === undefined || !Number.isFinite(ms)) return nothing;
    const span = Math.max(0, ms);
    if (Math.round(span) < second) return unit(Math.round(span), 'ms');
    if (span < 9950) return unit(span / second, 's', true);
    if (Math.round(span / second) < 60) return unit(Math.round(span / second), 's');
    if (coarse) return largest(span);
    if (span < hour - second / 2) return two(Math.round(span / second) * second, minute, 'min', second, 's');
    if (span < day) return two(span, hour, 'h', minute, 'min');
    return two(span, day, 'd', hour, 'h');
  };
  const largest = (span: number) => {
    if (Math.round(span / minute) < 60) return unit(Math.round(span / minute), 'min');
    if (Math.round(span / hour) < 24) return unit(Math.round(span / hour), 'h');
    return unit(Math.round(span / day), 'd');
  };
  const two = (span: number, big: number, bigName: 'min' | 'h' | 'd', small: number, smallName: 's' | 'min' | 'h') => {
    const rest = Math.floor((span % big) / small);
    const whole = unit(Math.floor(span / big), bigName);
    return rest === 0 ? whole : `${whole} ${unit(rest, smallName)}`;
  };

  return {
    duration,
    time(at, now = Date.now()) {
      if (at === null || at === undefined) return nothing;
      const then = millis(at);
      const past = now - then;
      if (past >= -5 * second && past < hour) {
        const span =
          past < minute ? unit(Math.max(0, Math.floor(past / second)), 's') : unit(Math.floor(past / minute), 'min');
        return past < second ? t('time.now') : t('time.ago', { span });
      }
      const [a, b] = [new Date(then), new Date(now)];
      if (sameDay(a, b)) return formats.hm.format(then);
      return a.getFullYear() === b.getFullYear() ? formats.dayTime.format(then) : formats.full.format(then);
    },
    exact: (at) => formats.exact.format(millis(at)),
    clock: (at) => formats.hms.format(millis(at)),
    moment(at, now = Date.now()) {
      const then = millis(at);
      return sameDay(new Date(then), new Date(now))
        ? t('time.today', { time: formats.hms.format(then) })
        : formats.momentDay.format(then);
    },
    longDate: (at) => `${formats.long.format(at).replace(',', '')}, ${formats.hm.format(at)}`,
    until(at, now = Date.now()) {
      const left = millis(at) - now;
      return left <= 0 ? t('time.overdue') : t('time.in', { span: duration(left, true) });
    },
    number(value) {
      if (Math.abs(value) < 100_000) return formats.one.format(value);
      if (Math.abs(value) < 1_000_000) return t('unit.k', { n: formats.whole.format(Math.round(value / 1000)) });
      return t('unit.M', { n: formats.one.format(value / 1_000_000) });
    },
    percent: (share) => formats.percent.format(share),
    money(micros) {
      if (micros === null || micros === undefined) return nothing;
      const value = micros / 1_000_000;
      return (value !== 0 && Math.abs(value) < 1 ? formats.small : formats.large).format(value);
    },
    price: (micros) => formats.price.format(micros / 1_000_000),
    tokens: ({ inputTokens, outputTokens }) =>
      t('unit.tokens', { in: formats.whole.format(inputTokens), out: formats.whole.format(outputTokens) }),
    bytes(count) {
      if (count < 1000) return t('unit.bytes', { n: formats.whole.format(count) });
      if (count < 1_000_000) return t('unit.KB', { n: formats.whole.format(count / 1000) });
      return t('unit.MB', { n: formats.one.format(count / 1_000_000) });
    },
  };
}

const dollars = (digits: number): Intl.NumberFormatOptions => ({
  style: 'currency',
  currency: 'USD',
  currencyDisplay: 'narrowSymbol',
  minimumFractionDigits: digits,
  maximumFractionDigits: digits,
});
