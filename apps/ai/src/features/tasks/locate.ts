import { datesIn } from '#libs/catalog/providers/builtin/extract/dates';
import type { Span } from '#libs/catalog/providers/defs';
import { foldNeedle, foldText, type Folded } from './fold-text.js';
import { numbersIn, sameNumber, type WrittenNumber } from './written-numbers.js';

/** By path; null where a value does not stand in the text. */
export type Spans = Record<string, Span | null>;

/**
 * Where the values of extracted data stand in a text. Case, blanks, accents, kinds of quotes and the notation of numbers and dates do not
 * count. Every value but null has an entry: those that were reworded, counted or judged have null. Values of the entries of a list
 * are looked for one behind the other, so that the second "2 pieces" is not shown at the first.
 */
export function locate(data: unknown, text: string): Spans {
  const place = new Places(text);
  const spans: Spans = {};
  walk(data, '', 0, place, spans);
  return spans;
}

export const notFound = (spans: Spans): string[] => Object.keys(spans).filter((path) => spans[path] === null);

/** @returns how far the text was used up */
function walk(value: unknown, path: string, from: number, places: Places, spans: Spans): number {
  if (value === null || value === undefined) return from;
  if (Array.isArray(value))
    return value.reduce<number>((at, entry, index) => walk(entry, `${path}[${index}]`, at, places, spans), from);
  if (typeof value === 'object') {
    const ends = Object.entries(value).map(([name, entry]) =>
      walk(entry, path ? `${path}.${name}` : name, from, places, spans),
    );
    return Math.max(from, ...ends);
  }
  const span = places.find(value, from) ?? places.find(value, 0);
  spans[path] = span ?? null;
  return span && span.start >= from ? span.end : from;
}

/** What stands where in one text; made as far as it is asked for. */
class Places {
  private folded: Folded | undefined;
  private numbers: WrittenNumber[] | undefined;
  private dates: ReturnType<typeof datesIn> | undefined;

  constructor(private readonly text: string) {}

  find(value: unknown, from: number): Span | undefined {
    if (typeof value === 'number') return this.numberAt(value, from);
    if (typeof value !== 'string') return undefined;
    return this.wordsAt(value, from) ?? this.dateAt(value, from);
  }

  private numberAt(value: number, from: number): Span | undefined {
    this.numbers ??= numbersIn(this.text);
    const found = this.numbers.find(
      ({ start, values }) => start >= from && values.some((each) => sameNumber(each, value)),
    );
    return found && this.span(found.start, found.end);
  }

  private wordsAt(value: string, from: number): Span | undefined {
    const needle = foldNeedle(value);
    if (needle === '') return undefined;
    const { text, starts, ends } = (this.folded ??= foldText(this.text));
    for (let at = text.indexOf(needle, this.foldedIndex(from)); at >= 0; at = text.indexOf(needle, at + 1)) {
      const last = at + needle.length - 1;
      if (isWhole(text, at, last)) return this.span(starts[at] ?? 0, ends[last] ?? 0);
    }
    return undefined;
  }

  private dateAt(value: string, from: number): Span | undefined {
    const day = /^(\d{4}-\d{2}-\d{2})(?:$|T)/.exec(value)?.[1];
    if (day === undefined) return undefined;
    this.dates ??= datesIn(this.text);
    return this.dates.find((date) => date.value === day && (date.span?.start ?? -1) >= from)?.span;
  }

  /** The first character of the folded text that stands at `from` or behind it. */
  private foldedIndex(from: number): number {
    if (from === 0 || !this.folded) return 0;
    const { starts, text } = this.folded;
    let [low, high] = [0, text.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) < from) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private span(start: number, end: number): Span {
    return { start, end, text: this.text.slice(start, end) };
  }
}

const letter = /[\p{L}\p{N}]/u;
/** "A" does not stand in "Anna", and "42" not in "1042". Scripts without blanks between words have no such bounds. */
const isWhole = (text: string, first: number, last: number): boolean =>
  !joins(text[first - 1], text[first]) && !joins(text[last], text[last + 1]);

const joins = (left: string | undefined, right: string | undefined): boolean =>
  left !== undefined && right !== undefined && isBounded(left) && isBounded(right);
const isBounded = (character: string): boolean =>
  letter.test(character) && !/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u.test(character);
