import type { en } from './en.js';
import type { Phrase } from './phrase.js';

export type TextKey = keyof typeof en;
export type Catalogue = Record<TextKey, Phrase>;
/** An area of the catalogue in another language: the same keys. */
export type Translated<Area> = Record<keyof Area, Phrase>;
export type TextParams = Record<string, string | number>;

/** One phrase in one language. A number under `count` chooses the plural form. */
export function phrase(entry: Phrase, language: string, params?: TextParams): string {
  const pattern =
    typeof entry === 'string'
      ? entry
      : (entry[new Intl.PluralRules(language).select(Number(params?.['count'] ?? 0))] ?? entry.other ?? '');
  if (!params) return pattern;
  return pattern.replace(/\{(\w+)\}/g, (hole, name: string) => (name in params ? String(params[name]) : hole));
}
