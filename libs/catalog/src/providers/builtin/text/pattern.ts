import { fold } from './fold.js';

/**
 * A comma-separated list of word patterns. A word matches as a beginning (`refund` finds `refunded`); `$` ends it (`bug$`), a leading
 * `*` lets it stand inside a compound (`*kosten`), ` .. ` allows up to four words between. Umlauts also match as `ue`.
 */
export interface WordPattern {
  source: string;
  regex: RegExp;
  /** A piece that must occur: most patterns are dismissed by it, without the regular expression. */
  piece: string;
}

const gap = "[^\\p{L}\\d]+(?:[\\p{L}\\d'-]+[^\\p{L}\\d]+){0,4}?";
const between = '[^\\p{L}\\d]+';

export const patterns = (list: string): WordPattern[] =>
  list
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean)
    .flatMap((entry) => [...new Set([fold(entry), fold(transliterated(entry))])].map(compile));

function compile(entry: string): WordPattern {
  const start = entry.startsWith('*') ? '' : '(?<![\\p{L}\\d])';
  const end = entry.endsWith('$') ? '(?![\\p{L}\\d])' : '';
  const bare = entry.replace(/^\*|\$$/g, '');
  const body = bare
    .split(' .. ')
    .map((part) => part.split(' ').map(escaped).join(between))
    .join(gap);
  const piece = bare
    .split(/[^\p{L}\d]+/u)
    .reduce((longest, word) => (word.length > longest.length ? word : longest), '');
  return { source: entry, regex: new RegExp(start + body + end, 'u'), piece };
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
const transliterated = (text: string): string =>
  text.replace(/ä/g, 'ae').replace(/ö/g, 'oe').replace(/ü/g, 'ue').replace(/ß/g, 'ss');

/** Whether the folded text has the pattern; its place, or -1. */
export const placeOf = (pattern: WordPattern, folded: string): number =>
  folded.includes(pattern.piece) ? folded.search(pattern.regex) : -1;
