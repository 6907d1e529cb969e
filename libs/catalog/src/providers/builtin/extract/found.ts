import type { Span } from '../../provider.js';

/** A value and where it stands in the text; a value that the text only implies has no place. */
export interface Found<T = unknown> {
  value: T;
  span?: Span;
}

export const spanOf = (text: string, start: number, length: number): Span => ({
  start,
  end: start + length,
  text: text.slice(start, start + length),
});

/** One match of a global expression as a span. */
export const spansOf = (text: string, expression: RegExp): { match: RegExpMatchArray; span: Span }[] =>
  [...text.matchAll(expression)].map((match) => ({ match, span: spanOf(text, match.index, match[0].length) }));

export const overlaps = (a: Span, b: Span): boolean => a.start < b.end && b.start < a.end;

/** Keeps the first of each value. */
export function distinct<T>(found: Found<T>[]): Found<T>[] {
  const seen = new Set<string>();
  return found.filter(({ value }) => {
    const key = JSON.stringify(value);
    return !seen.has(key) && seen.add(key);
  });
}
