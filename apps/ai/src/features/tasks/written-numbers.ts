/** A number as a text has it, and everything that it may mean: 1.299 is a little more than one, or one thousand two hundred and ninety-nine. */
export interface WrittenNumber {
  start: number;
  end: number;
  values: number[];
}

const written = /(?<![\d.,])[-−]?(?:\d{1,3}(?:[.,'’ \u00a0\u202f]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?)(?!\d)/g;
const scales: [RegExp, number][] = [
  [/^\s?%/, 0.01],
  [/^\s?(?:k\b|thousand\b|tausend\b|tsd\b|mil\b(?! )|mille\b)/i, 1e3],
  [/^\s?(?:m\b|mio\b|million|millón|millones)/i, 1e6],
  [/^\s?(?:bn\b|mrd\b|billion|milliard)/i, 1e9],
];

/** Every number of a text, in order. */
export function numbersIn(text: string): WrittenNumber[] {
  return [...text.matchAll(written)].flatMap((match) => {
    const start = match.index;
    const end = start + match[0].length;
    const plain = meanings(match[0]);
    const after = text.slice(end, end + 12);
    const scaled = scales.filter(([unit]) => unit.test(after)).flatMap(([, by]) => plain.map((value) => value * by));
    return [{ start, end, values: [...plain, ...scaled] }, ...apart(match[0], start)];
  });
}

/** "Rooms 100 200" are two numbers, though they look like one whose thousands are set apart. */
const apart = (number: string, start: number): WrittenNumber[] =>
  /[ \u00a0\u202f]/.test(number)
    ? [...number.matchAll(/[^ \u00a0\u202f]+/g)].map(({ 0: part, index }) => ({
        start: start + index,
        end: start + index + part.length,
        values: meanings(part),
      }))
    : [];

function meanings(number: string): number[] {
  const sign = /^[-−]/.test(number) ? -1 : 1;
  const bare = number.replace(/^[-−]/, '').replace(/['’ \u00a0\u202f]/g, '');
  const seen = new Set<number>();
  const add = (text: string) => {
    const value = Number(text);
    if (text !== '' && !Number.isNaN(value)) seen.add(sign * value);
  };
  // The last mark may be the decimal one, or all of them group thousands.
  const last = Math.max(bare.lastIndexOf('.'), bare.lastIndexOf(','));
  if (last < 0) add(bare);
  else {
    add(`${bare.slice(0, last).replace(/[.,]/g, '')}.${bare.slice(last + 1)}`);
    if (/^\d{1,3}(?:[.,]\d{3})+$/.test(bare)) add(bare.replace(/[.,]/g, ''));
  }
  return [...seen];
}

/** Rounded alike: what a model computed from percents is not exact. */
export const sameNumber = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a));
