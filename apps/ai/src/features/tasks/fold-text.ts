/** A text made comparable, and where each of its characters stood before. */
export interface Folded {
  text: string;
  /** Start in the original of each character of `text`. */
  starts: Int32Array;
  /** End in the original. */
  ends: Int32Array;
}

const quotes: Record<string, string> = {
  '“': '"',
  '”': '"',
  '„': '"',
  '«': '"',
  '»': '"',
  '‘': "'",
  '’': "'",
  '‚': "'",
};
const dash = /[\u2010-\u2015\u2212]/;

/** Case, width, accents, kinds of blanks, quotes and dashes no longer count; a run of blanks is one. */
export function foldText(original: string): Folded {
  // A character becomes several at most rarely (ﬃ, ½): room for that is added when it is needed.
  let starts = new Int32Array(original.length + 16);
  let ends = new Int32Array(original.length + 16);
  const out: string[] = [];
  let length = 0;
  const push = (folded: string, start: number, end: number): void => {
    if (length + folded.length > starts.length) {
      const size = starts.length * 2 + folded.length;
      [starts, ends] = [grown(starts, size), grown(ends, size)];
    }
    out.push(folded);
    for (let i = 0; i < folded.length; i++) {
      starts[length] = start;
      ends[length++] = end;
    }
  };
  let blankAt = -1;
  for (let at = 0; at < original.length;) {
    const character = String.fromCodePoint(original.codePointAt(at)!);
    const end = at + character.length;
    if (/\s/.test(character)) {
      if (blankAt < 0) push(' ', at, end);
      else ends[length - 1] = end;
      blankAt = at;
    } else {
      blankAt = -1;
      push(foldCharacter(character), at, end);
    }
    at = end;
  }
  return { text: out.join(''), starts, ends };
}

/** The same for something that is looked for. */
export const foldNeedle = (text: string): string => foldText(text).text.trim();

const known = new Map<string, string>();

function foldCharacter(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 128) return character.toLowerCase();
  const before = known.get(character);
  if (before !== undefined) return before;
  const folded = fold(character);
  if (known.size < 10_000) known.set(character, folded);
  return folded;
}

const fold = (character: string): string =>
  quotes[character] ?? (dash.test(character) ? '-' : character.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase());

function grown(list: Int32Array<ArrayBuffer>, size: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(size);
  larger.set(list);
  return larger;
}
