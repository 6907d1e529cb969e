import { fn, list, text, whole, type Callable, type Fn } from '../fn.js';
import { equals, writeOut, type Budget } from '../values.js';
import { slice } from './lists.js';

/** A text in and a text out, charged by length. */
const onText = (signature: string, does: string, example: Callable['example'], change: (value: string) => string): Fn =>
  fn(signature, does, example, ([value], budget) => {
    const source = text(value);
    budget.spendText(source.length);
    return change(source);
  });

/** A question about two texts. */
const aboutTexts = (
  signature: string,
  does: string,
  example: Callable['example'],
  ask: (value: string, other: string) => unknown,
): Fn =>
  fn(signature, does, example, ([value, other], budget) => {
    const source = text(value);
    budget.spendText(source.length);
    return ask(source, text(other));
  });

const replaceAll = ([value, search, by]: readonly unknown[], budget: Budget): string => {
  const parts = text(value).split(text(search));
  const length = text(value).length + (parts.length - 1) * text(by).length;
  budget.spend(parts.length);
  budget.spendText(length);
  return parts.join(text(by));
};

function pad([value, length, by = ' ']: readonly unknown[], budget: Budget, side: 'padStart' | 'padEnd'): string {
  const wanted = whole(length, 0, 1_000_000, 'the length');
  budget.spendText(wanted);
  return writeOut(value, budget)[side](wanted, text(by));
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const slug = (value: string): string =>
  value
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');

const cut = (source: string, length: number): string => {
  const characters = [...source];
  return characters.length <= length ? source : `${characters.slice(0, Math.max(0, length - 1)).join('')}…`;
};

export const texts: Record<string, Fn> = {
  contains: fn(
    'contains(value, part): boolean',
    'Whether a text holds another, or a list an item.',
    ['"invoice 7".contains("voice")', true],
    ([value, other], budget) => {
      if (Array.isArray(value)) return value.some((item) => equals(item, other, budget));
      budget.spendText(text(value).length);
      return text(value).includes(text(other));
    },
  ),
  startsWith: aboutTexts(
    'startsWith(text, part): boolean',
    'Whether it begins so.',
    ['"RE: x".startsWith("RE:")', true],
    (value, other) => value.startsWith(other),
  ),
  endsWith: aboutTexts(
    'endsWith(text, part): boolean',
    'Whether it ends so.',
    ['"a.pdf".endsWith(".pdf")', true],
    (value, other) => value.endsWith(other),
  ),
  indexOf: fn(
    'indexOf(value, part): number',
    'Where a text or an item first stands, from 0; -1 when it does not.',
    ['"abc".indexOf("c")', 2],
    ([value, other], budget) => {
      if (Array.isArray(value)) return value.findIndex((item) => equals(item, other, budget));
      budget.spendText(text(value).length);
      return text(value).indexOf(text(other));
    },
  ),
  lastIndexOf: aboutTexts(
    'lastIndexOf(text, part): number',
    'Where it last stands; -1 when it does not.',
    ['"abcb".lastIndexOf("b")', 3],
    (value, other) => value.lastIndexOf(other),
  ),
  lower: onText('lower(text): text', 'In small letters.', ['"ÄB".lower()', 'äb'], (value) => value.toLowerCase()),
  upper: onText('upper(text): text', 'In capital letters.', ['"äb".upper()', 'ÄB'], (value) => value.toUpperCase()),
  lowerAscii: onText(
    'lowerAscii(text): text',
    'A to Z in small letters, others as they are.',
    ['"ÄB".lowerAscii()', 'Äb'],
    (value) => value.replace(/[A-Z]+/g, (part) => part.toLowerCase()),
  ),
  upperAscii: onText(
    'upperAscii(text): text',
    'a to z in capital letters, others as they are.',
    ['"äb".upperAscii()', 'äB'],
    (value) => value.replace(/[a-z]+/g, (part) => part.toUpperCase()),
  ),
  capitalize: onText(
    'capitalize(text): text',
    'The first letter as a capital.',
    ['capitalize("order")', 'Order'],
    (value) => value.slice(0, 1).toUpperCase() + value.slice(1),
  ),
  trim: onText('trim(text): text', 'Without space around it.', ['" a b ".trim()', 'a b'], (value) => value.trim()),
  slug: onText(
    'slug(text): text',
    'For addresses and file names: small letters and digits joined by hyphens.',
    ['slug("Grüße, Österreich!")', 'grusse-osterreich'],
    slug,
  ),
  escapeHtml: onText(
    'escapeHtml(text): text',
    'Safe inside a page of HTML.',
    ['escapeHtml("<b>")', '&lt;b&gt;'],
    (value) => value.replace(/[&<>"']/g, (char) => entities[char] ?? char),
  ),
  split: fn(
    'split(text, separator): list',
    'Its parts.',
    ['"a,b".split(",")', ['a', 'b']],
    ([value, separator], budget) => (budget.spend(text(value).length), text(value).split(text(separator))),
  ),
  lines: fn(
    'lines(text): list',
    'Its lines, without the ends of the lines; an empty last one is left out.',
    ['lines("a\\r\\nb\\n")', ['a', 'b']],
    ([value], budget) => {
      budget.spend(text(value).length);
      const all = text(value).split(/\r\n|\n|\r/);
      return all.at(-1) === '' ? all.slice(0, -1) : all;
    },
  ),
  replace: fn(
    'replace(text, part, by): text',
    'Every occurrence of a part replaced; no patterns.',
    ['"a.b.c".replace(".", "-")', 'a-b-c'],
    replaceAll,
  ),
  substring: fn(
    'substring(text, from, to?): text',
    'From one position up to another, not included; negative ones count from the end.',
    ['"hello".substring(1, 3)', 'el'],
    ([value, from, to], budget) => slice(text(value), from, to, budget),
  ),
  padStart: fn(
    'padStart(value, length, by?): text',
    'Filled up at the front, with spaces unless said otherwise.',
    ['padStart(7, 3, "0")', '007'],
    (args, budget) => pad(args, budget, 'padStart'),
  ),
  padEnd: fn(
    'padEnd(value, length, by?): text',
    'Filled up at the end.',
    ['padEnd("a", 3, ".")', 'a..'],
    (args, budget) => pad(args, budget, 'padEnd'),
  ),
  repeat: fn(
    'repeat(text, times): text',
    'Several times in a row.',
    ['"ab".repeat(3)', 'ababab'],
    ([value, times], budget) => {
      const count = whole(times, 0, 1_000_000, 'the number of times');
      budget.spendText(text(value).length * count);
      return text(value).repeat(count);
    },
  ),
  truncate: fn(
    'truncate(text, length): text',
    'At most so long; what is cut off is shown by an ellipsis.',
    ['truncate("a long text", 6)', 'a lon…'],
    ([value, length], budget) => {
      budget.spend(text(value).length);
      return cut(text(value), whole(length, 1, 1_000_000, 'the length'));
    },
  ),
  join: fn(
    'join(list, separator?): text',
    'The items written out, one after the other.',
    ['join(["a", 1, true], "-")', 'a-1-true'],
    ([value, separator = ''], budget) => {
      const joined = list(value, budget).map((item) => writeOut(item, budget));
      budget.spendText(joined.length * text(separator).length);
      return joined.join(text(separator));
    },
  ),
};
