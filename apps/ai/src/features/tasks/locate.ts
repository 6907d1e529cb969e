import type { CompleteResponse } from '#libs/contracts';

type Spans = Record<string, { start: number; end: number; text: string }>;

/** Where the values of extracted data stand in the text, by path; those that were reworded or counted have no place. */
export function locate(data: CompleteResponse['data'], text: string, path = '', spans: Spans = {}): Spans {
  if (Array.isArray(data)) data.forEach((entry, at) => locate(entry, text, `${path}[${at}]`, spans));
  else if (typeof data === 'object' && data !== null) {
    for (const [name, value] of Object.entries(data)) locate(value, text, path ? `${path}.${name}` : name, spans);
  } else {
    const found = spellings(data).map((spelling) => ({
      spelling,
      start: text.toLowerCase().indexOf(spelling.toLowerCase()),
    }));
    const [first] = found.filter(({ start }) => start >= 0);
    if (first)
      spans[path] = {
        start: first.start,
        end: first.start + first.spelling.length,
        text: text.slice(first.start, first.start + first.spelling.length),
      };
  }
  return spans;
}

/** 1299.9 may have been written 1,299.90 or 1.299,90. */
function spellings(value: unknown): string[] {
  if (typeof value === 'string') return value.length > 1 ? [value] : [];
  if (typeof value !== 'number') return [];
  const formats = [
    ['en-US', 2],
    ['de-DE', 2],
    ['en-US', 0],
    ['de-DE', 0],
  ] as const;
  const written = formats.filter(([, digits]) => digits > 0 || Number.isInteger(value));
  return [
    ...written.map(([locale, digits]) => value.toLocaleString(locale, { minimumFractionDigits: digits })),
    String(value),
    String(value).replace('.', ','),
  ];
}
