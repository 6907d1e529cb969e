import { findNamedSecrets } from './named-secrets.js';
import { findPrivateKeys } from './private-keys.js';
import { whileOf, type AnswerDetector, type Sighting, type Sightings } from './sighting.js';
import { keyShapes, type KeyShape } from './vendor-keys.js';

/** What has gone on for so long without becoming a key is none. */
const longest = 8192;

const shapeOf = new Map<string, KeyShape>(
  keyShapes.flatMap((shape) => shape.prefixes.map((prefix) => [prefix, shape])),
);
/** Longest first, so that `sk-ant-` is not taken for `sk-`. */
const prefixes = [...shapeOf.keys()].sort((a, b) => b.length - a.length);
const escaped = (text: string) => text.replace(/[.+*?^${}()|[\]\\]/g, '\\$&');
const anyPrefix = new RegExp(`(?<![A-Za-z0-9])(?:${prefixes.map(escaped).join('|')})`, 'g');
const beginnings = new Set(prefixes.flatMap((prefix) => Array.from(prefix, (_, index) => prefix.slice(0, index + 1))));
const longestPrefix = prefixes[0]!.length;

const hasBoth = (key: string): boolean => /\d/.test(key) && /[A-Za-z]/.test(key);

/** Keys of known services, private keys, and what a word before it calls a secret. */
export const findSecrets: AnswerDetector = (text, hasEnded) => {
  const all = [findVendorKeys(text, hasEnded), findPrivateKeys(text, hasEnded), findNamedSecrets(text, hasEnded)];
  return {
    found: all.flatMap(({ found }) => found),
    undecidedFrom: Math.min(...all.map(({ undecidedFrom }) => undecidedFrom)),
  };
};

function findVendorKeys(text: string, hasEnded: boolean): Sightings {
  const found: Sighting[] = [];
  let undecidedFrom = hasEnded ? text.length : beginningAtEnd(text);
  // A body that was looked at needs no second look from its middle: that would take the square of its length.
  const looked = new Map<KeyShape, number>();
  let taken = 0;
  for (const match of text.matchAll(anyPrefix)) {
    const shape = shapeOf.get(match[0])!;
    const { kind, body, least, isOne = hasBoth } = shape;
    const from = match.index + match[0].length;
    if (match.index < Math.max(taken, looked.get(shape) ?? 0)) continue;
    body.lastIndex = from;
    const length = body.exec(text)?.[0].length ?? 0;
    const end = from + length;
    looked.set(shape, end);
    const isOpen = end === text.length && !hasEnded;
    if (length >= least && isOne(text.slice(from, end))) {
      taken = end;
      found.push({
        detector: 'secret',
        kind,
        start: match.index,
        end,
        reason: `looks like a key (${kind})`,
        sample: `${match[0]}… (${end - match.index})`,
        ...(isOpen ? { goesOn: whileOf(body) } : {}),
      });
    } else if (isOpen && length < longest) undecidedFrom = Math.min(undecidedFrom, match.index);
  }
  return { found, undecidedFrom };
}

/** Where a prefix may have begun that the end cut off. */
function beginningAtEnd(text: string): number {
  for (let start = Math.max(0, text.length - longestPrefix); start < text.length; start += 1) {
    const isBoundary = start === 0 || !/[A-Za-z0-9]/.test(text[start - 1]!);
    if (isBoundary && beginnings.has(text.slice(start))) return start;
  }
  return text.length;
}
