/** Something that a detector saw in a text: `start` to `end`, in UTF-16 units. */
export interface Found {
  kind: string;
  start: number;
  end: number;
  /** For people; holds nothing of the text. */
  reason: string;
  /** What may be written down of it. */
  sample: string;
}

/*
 * About the patterns of all detectors: a text may be a megabyte and written by an enemy. Each pattern begins with a literal or a
 * boundary, has bounded repetitions only, and no two neighbouring parts that could take the same character. `cost.spec.ts` holds them to it.
 */

export const isAscii = (text: string): boolean => !/[\u0080-\uffff]/.test(text);

/** Of findings that overlap the first (of equals the longest) stays. */
export function withoutOverlaps<T extends { start: number; end: number }>(found: T[]): T[] {
  if (found.length < 2) return found;
  found.sort((a, b) => a.start - b.start || b.end - a.end);
  let end = -1;
  return found.filter((one) => {
    if (one.start < end) return false;
    end = one.end;
    return true;
  });
}

/** The text with each finding replaced. `found` is sorted and does not overlap. */
export function replaceAll<T extends { start: number; end: number }>(
  text: string,
  found: readonly T[],
  instead: (one: T) => string,
): string {
  let result = '';
  let at = 0;
  for (const one of found) {
    result += text.slice(at, one.start) + instead(one);
    at = one.end;
  }
  return result + text.slice(at);
}
