import { fold } from '../text/fold.js';
import { spansOf, type Found } from './found.js';

const months: Record<string, number> = {};
[
  'january jan januar janner enero ene janvier janv',
  'february feb februar febrero fevrier fevr fev',
  'march mar marz maerz marzo mars',
  'april apr abril abr avril avr',
  'may mai mayo',
  'june jun juni junio juin',
  'july jul juli julio juillet juil',
  'august aug agosto ago aout',
  'september sep sept septiembre setiembre septembre',
  'october oct oktober okt octubre octobre',
  'november nov noviembre novembre',
  'december dec dezember dez diciembre dic decembre',
].forEach((names, at) => names.split(' ').forEach((name) => (months[name] = at + 1)));
const month = Object.keys(months)
  .sort((a, b) => b.length - a.length)
  .join('|');

/** Each notation, and which of its groups are year, month and day. Day first where a numeric date leaves it open. */
const notations: { expression: RegExp; order: 'ymd' | 'dmy' | 'mdy' }[] = [
  { expression: /(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)/g, order: 'ymd' },
  { expression: /(?<!\d)(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?!\d)/g, order: 'ymd' },
  { expression: /(?<![\d.])(\d{1,2})\. ?(\d{1,2})\. ?(\d{4}|\d{2})(?!\d|\.\d)/g, order: 'dmy' },
  { expression: /(?<![\d/-])(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d{2})(?![\d/-])/g, order: 'dmy' },
  {
    expression: new RegExp(
      `(?<!\\d)(\\d{1,2})(?:st|nd|rd|th|er|\\.|º)?(?: de| of)?[ -](${month})\\.?,?(?: de| del)?[ -](\\d{4})(?!\\d)`,
      'g',
    ),
    order: 'dmy',
  },
  {
    expression: new RegExp(`(?<![\\p{L}])(${month})\\.? (\\d{1,2})(?:st|nd|rd|th)?,? (\\d{4})(?!\\d)`, 'gu'),
    order: 'mdy',
  },
];

/** Calendar dates that name a year, in the order of the text, as ISO 8601. Relative dates are left out: there is no clock here. */
export function datesIn(text: string): Found<string>[] {
  const folded = fold(text);
  const found: Found<string>[] = [];
  for (const { expression, order } of notations) {
    for (const { match, span } of spansOf(folded, expression)) {
      const value = isoDate(match.slice(1, 4), order);
      if (value) found.push({ value, span: { ...span, text: text.slice(span.start, span.end) } });
    }
  }
  return found.sort((a, b) => (a.span?.start ?? 0) - (b.span?.start ?? 0));
}

function isoDate(parts: string[], order: string): string | undefined {
  const part = (name: string) => parts[order.indexOf(name)] ?? '';
  const year = part('y').length === 2 ? 2000 + Number(part('y')) : Number(part('y'));
  let monthOfYear = months[part('m')] ?? Number(part('m'));
  let day = Number(part('d'));
  // 11/25/2026 can only be meant the American way.
  if (monthOfYear > 12 && day <= 12) [monthOfYear, day] = [day, monthOfYear];
  const date = new Date(Date.UTC(year, monthOfYear - 1, day));
  const real = date.getUTCMonth() === monthOfYear - 1 && date.getUTCDate() === day && year >= 1000;
  return real ? date.toISOString().slice(0, 10) : undefined;
}
