const cache = new Map<string, string>();

/**
 * Lower case without accents, one code unit for one: offsets in the folded text are offsets in the text.
 * `Rückerstattung` → `ruckerstattung`, `Straße` → `strase`.
 */
export function fold(text: string): string {
  let folded = '';
  for (let at = 0; at < text.length; at += 1) folded += foldUnit(text[at] as string);
  return folded;
}

function foldUnit(unit: string): string {
  if (unit <= '\u007f') return unit.toLowerCase();
  let folded = cache.get(unit);
  if (folded === undefined) {
    const lower = unit === 'ß' ? 's' : unit === '’' ? "'" : (unit.normalize('NFD')[0] ?? unit).toLowerCase();
    folded = lower.length === 1 ? lower : unit;
    if (cache.size < 2000) cache.set(unit, folded);
  }
  return folded;
}

/** The words of a name such as `orderNumber`, `order_no` or `Order no.`, folded. */
export const wordsOfName = (name: string): string[] =>
  fold(name.replace(/([a-z\d])([A-Z])/g, '$1 $2')).match(/[\p{L}\d]+/gu) ?? [];

/** Folded words of a text, letters and digits only. */
export const wordsOf = (text: string): string[] => fold(text).match(/[\p{L}\d]+/gu) ?? [];

/** A crude stem that holds across English, German, Spanish and French: the first six letters. */
export const stemOf = (word: string): string => word.slice(0, 6);
