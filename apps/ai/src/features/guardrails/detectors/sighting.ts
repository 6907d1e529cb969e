import type { Found } from './finding.js';

/** How a finding that the end of the text cut off goes on in what comes next. */
export interface GoesOn {
  /** Where it ends in the next piece; undefined when the whole piece still belongs to it. */
  endIn(piece: string): number | undefined;
}

export interface Sighting extends Found {
  detector: 'secret' | 'canary' | 'link' | 'image';
  goesOn?: GoesOn;
}

/** What a detector of answers says about a text whose rest may still be on its way. */
export interface Sightings {
  found: Sighting[];
  /** From here on the text may be the beginning of something: nobody may see it yet. The length of the text when nothing is open. */
  undecidedFrom: number;
}
export type AnswerDetector = (text: string, hasEnded: boolean) => Sightings;

/** It goes on as long as there are characters of this class. `class` is sticky, and matches one or more of them. */
export const whileOf = (chars: RegExp): GoesOn => ({
  endIn(piece) {
    chars.lastIndex = 0;
    const end = chars.exec(piece)?.[0].length ?? 0;
    return end === piece.length ? undefined : end;
  },
});

/** It goes on until a text that `until` matches, for at most so many characters. `tail` is the longest that `until` may be. */
export function untilSeen(until: RegExp, { most, tail }: { most: number; tail: number }): GoesOn {
  let before = '';
  let eaten = 0;
  return {
    endIn(piece) {
      const match = until.exec(before + piece);
      if (match) return Math.max(0, match.index + match[0].length - before.length);
      eaten += piece.length;
      before = (before + piece).slice(-tail);
      return eaten > most ? piece.length : undefined;
    },
  };
}
