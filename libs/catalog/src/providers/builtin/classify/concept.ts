import { fold } from '../text/fold.js';
import { patterns, placeOf, type WordPattern } from '../text/pattern.js';

/** Something that texts are about, in the words of four languages. Weights: strong 3, usual 1.5, weak 0.5. */
export interface Concept {
  id: string;
  /** What people call a label that means it. */
  names: WordPattern[];
  words: { pattern: WordPattern; weight: number }[];
}

interface Words {
  names: string;
  strong: string[];
  usual: string[];
  weak?: string[];
}

export function concept(id: string, { names, strong, usual, weak = [] }: Words): Concept {
  const weighed = (lists: string[], weight: number) =>
    patterns(lists.join(',')).map((pattern) => ({ pattern, weight }));
  return { id, names: patterns(names), words: [...weighed(strong, 3), ...weighed(usual, 1.5), ...weighed(weak, 0.5)] };
}

/**
 * How much a text is about a concept: the weights of the words found, each word once. The first line counts half as much again,
 * because subjects stand there.
 */
export function weightIn(text: FoldedText, { words }: Concept): number {
  let sum = 0;
  for (const { pattern, weight } of words) {
    const place = placeOf(pattern, text.folded);
    if (place >= 0) sum += place < text.headEnd ? weight * 1.5 : weight;
  }
  return sum;
}

export interface FoldedText {
  folded: string;
  /** Where the first line ends, when more follows it. */
  headEnd: number;
}
export function foldedText(text: string): FoldedText {
  const folded = fold(text);
  const end = folded.indexOf('\n');
  return { folded, headEnd: end > 0 && end <= 200 ? end : 0 };
}
