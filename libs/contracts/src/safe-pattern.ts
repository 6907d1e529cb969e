/** A group that repeats and has a repetition or an alternative inside: the shape that takes exponential time. */
const nested = /\((?:[^()\\]|\\.)*(?:[+*|]|\{\d+,)(?:[^()\\]|\\.)*\)\s*(?:[+*]|\{\d+,)/;

/**
 * Whether a regular expression of a caller's schema may run here: short, valid, and without nested repetition. Errs on the safe side.
 */
export function isSafePattern(source: string): boolean {
  if (source.length > 200 || nested.test(source) || /\\[1-9]/.test(source)) return false;
  try {
    return Boolean(new RegExp(source, 'u'));
  } catch {
    return false;
  }
}
