import { countTokens, surelyFits } from './tokens.js';

/** Where a text may be parted, the best first: between paragraphs, lines, sentences, words. The blanks stay with what is before them. */
const seams: ((text: string) => string[])[] = [
  (text) => text.split(/(?<=\n[^\S\n]*\n\s*)(?=\S)/),
  (text) => text.split(/(?<=\n)/),
  (text) => [...new Intl.Segmenter(undefined, { granularity: 'sentence' }).segment(text)].map(({ segment }) => segment),
  (text) => text.split(/(?<=\s)(?=\S)/),
];
/** Intl.Segmenter takes the square of the length for texts without an end of a sentence. */
const longestForSentences = 200_000;

/**
 * Parts a text into pieces of at most so many tokens each, at the best seams that there are. The pieces joined are the text again.
 * A text that fits is one piece.
 */
export async function splitText(text: string, mostTokens: number): Promise<string[]> {
  if (surelyFits(text, mostTokens)) return [text];
  const [whole = 0] = await countTokens([text]);
  return whole <= mostTokens ? [text] : parted(text, mostTokens, 0);
}

async function parted(text: string, most: number, level: number): Promise<string[]> {
  const seam = seams[level];
  if (!seam) return hardCut(text, most);
  if (level === 2 && text.length > longestForSentences) return parted(text, most, level + 1);
  const units = seam(text);
  if (units.length === 1) return parted(text, most, level + 1);
  const counts = await countTokens(units);
  const pieces: string[] = [];
  let open = '';
  let tokens = 0;
  const close = () => {
    if (open !== '') pieces.push(open);
    [open, tokens] = ['', 0];
  };
  for (const [at, unit] of units.entries()) {
    const count = counts[at] ?? 0;
    if (tokens + count > most) close();
    if (count > most) pieces.push(...(await parted(unit, most, level + 1)));
    else [open, tokens] = [open + unit, tokens + count];
  }
  close();
  return pieces;
}

/** One word longer than a piece: it is no language. A character of the basic plane has three tokens at most. */
function hardCut(text: string, most: number): string[] {
  const size = Math.max(1, Math.floor(most / 3));
  const pieces: string[] = [];
  for (let at = 0; at < text.length;) {
    let end = Math.min(at + size, text.length);
    // Never between the halves of a pair.
    if (/[\uD800-\uDBFF]/.test(text[end - 1] ?? '') && end < text.length) end += 1;
    pieces.push(text.slice(at, end));
    at = end;
  }
  return pieces;
}
