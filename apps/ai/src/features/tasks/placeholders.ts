/** What a translation must leave alone: code, placeholders of programs, addresses, tags. */
const untouched = new RegExp(
  [
    '⟦\\d+⟧',
    '^(```|~~~)[^\\n]*\\n[\\s\\S]*?^\\1[^\\S\\n]*$',
    '`[^`\\n]+`',
    '\\{\\{[\\s\\S]*?\\}\\}',
    '\\$\\{[^}\\n]*\\}',
    '\\{[A-Za-z_$][\\w.$-]*\\}|\\{\\d+\\}',
    '%\\([A-Za-z_]\\w*\\)[sdfi]|%(?:\\d+\\$)?[sdif](?![A-Za-z])',
    '<\\/?[A-Za-z][^<>\\n]*>',
    'https?:\\/\\/[^\\s<>()"\']+[^\\s<>()"\'.,;:!?]',
    '(?<=\\])\\([^()\\s]+\\)',
    '[\\w.+-]+@[\\w-]+(?:\\.[\\w-]+)+',
  ].join('|'),
  'gm',
);

export interface Masked {
  /** The text with `⟦n⟧` in the places of what must stay. */
  text: string;
  /** What stood there, by number. */
  held: readonly string[];
}

export function mask(text: string): Masked {
  const held: string[] = [];
  return { text: text.replace(untouched, (found) => `⟦${held.push(found) - 1}⟧`), held };
}

const marks = /⟦(\d+)⟧/g;
export const marksIn = (text: string): string[] => [...text.matchAll(marks)].map(([mark]) => mark);

/** Puts back what stood there. */
export const unmask = (text: string, held: readonly string[]): string =>
  text.replace(marks, (mark, number: string) => held[Number(number)] ?? mark);

/** What is wrong with the marks of a translation: each of the original must be there as often as it was. */
export function markFaults(original: string, translation: string): string[] {
  const count = (text: string) => {
    const counts = new Map<string, number>();
    for (const mark of marksIn(text)) counts.set(mark, (counts.get(mark) ?? 0) + 1);
    return counts;
  };
  const [wanted, got] = [count(original), count(translation)];
  return [...new Set([...wanted.keys(), ...got.keys()])].flatMap((mark) => {
    const [want, have] = [wanted.get(mark) ?? 0, got.get(mark) ?? 0];
    if (want === have) return [];
    return [
      have < want ? `${mark} is missing` : want === 0 ? `${mark} was not in the text` : `${mark} is there too often`,
    ];
  });
}
