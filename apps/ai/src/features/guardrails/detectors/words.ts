/** Letters of other scripts that look like Latin ones; only inside words that mix both. */
const lookalikes: Readonly<Record<string, string>> = Object.fromEntries(
  'аa еe оo рp сc хx уy іi јj ѕs һh ԁd ԛq ԝw вb нh кk мm тt αa εe ιi οo ρp τt υu νv κk ηn'
    .split(' ')
    .map((pair) => [pair[0]!, pair[1]!]),
);
const digits: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
};
const longestWord = 64;

/** What each character is, for the first 128: 0 between words, 1 a letter, 2 part of a word that needs a closer look. */
const ascii = new Uint8Array(128);
for (let code = 0; code < 128; code += 1) {
  const char = String.fromCharCode(code);
  ascii[code] = /[A-Za-z]/.test(char) ? 1 : /[0-9@$']/.test(char) ? 2 : 0;
}

/** Blanks, punctuation and signs beyond ASCII. Whatever is invisible counts as part of a word. */
const isBetween = (code: number): boolean =>
  (code >= 0xa0 && code <= 0xbf && code !== 0xad) ||
  (code >= 0x2000 && code <= 0x20cf && !(code >= 0x200b && code <= 0x200d) && code !== 0x2019 && code !== 0x2060) ||
  (code >= 0x2e80 && code <= 0x303f) ||
  (code >= 0xff00 && code <= 0xff0f);
/** Scripts without blanks between words. */
const hasNoBlanks = (code: number): boolean => code >= 0x3040 && code <= 0xd7af;

export type SeeWord = (meaning: number, start: number, end: number, index: number) => void;

/** A list of words, each with a number, found in texts without making a string of every word. */
export class WordList {
  private readonly byHash = new Map<number, string[]>();
  private readonly mayBe = new Uint8Array(1 << 16);
  /** Words with accents, other scripts or digits, as they came. */
  private readonly odd = new Map<string, number>();

  constructor(private readonly meanings: ReadonlyMap<string, number>) {
    for (const word of meanings.keys()) {
      let hash = 0;
      for (let index = 0; index < word.length; index += 1) hash = (Math.imul(hash, 31) + word.charCodeAt(index)) | 0;
      this.mayBe[hash & 0xffff] = 1;
      this.byHash.set(hash, [...(this.byHash.get(hash) ?? []), word]);
    }
  }

  /** Calls back for each word that is in the list, with its number among all words of the text; `single` for letters that stand alone. */
  each(text: string, see: SeeWord, single: (start: number | undefined) => void): void {
    let start = -1;
    let hash = 0;
    let isOdd = false;
    let index = 0;
    for (let at = 0; at <= text.length; at += 1) {
      const code = at < text.length ? text.charCodeAt(at) : 32;
      const kind = code < 128 ? ascii[code]! : isBetween(code) ? 0 : 2;
      if (kind !== 0) {
        if (start < 0) {
          start = at;
          hash = 0;
          isOdd = false;
        }
        if (kind === 2) isOdd = true;
        else hash = (Math.imul(hash, 31) + (code | 32)) | 0;
        continue;
      }
      if (start < 0) continue;
      index += 1;
      const length = at - start;
      if (length === 1 && !isOdd) single(start);
      else {
        single(undefined);
        const meaning = isOdd
          ? this.oddWord(text, start, at)
          : this.mayBe[hash & 0xffff]
            ? this.plain(text, start, at, hash)
            : 0;
        if (meaning !== 0) see(meaning, start, at, index);
      }
      start = -1;
    }
  }

  private plain(text: string, start: number, end: number, hash: number): number {
    const word = this.byHash.get(hash) && text.slice(start, end).toLowerCase();
    return word === undefined ? 0 : (this.meanings.get(word) ?? 0);
  }

  private oddWord(text: string, start: number, end: number): number {
    if (end - start > longestWord || hasNoBlanks(text.charCodeAt(start))) return 0;
    const raw = text.slice(start, end);
    const known = this.odd.get(raw);
    if (known !== undefined) return known;
    const meaning = this.meanings.get(plainWord(raw)) ?? 0;
    if (this.odd.size >= 20_000) this.odd.clear();
    this.odd.set(raw, meaning);
    return meaning;
  }
}

/** Lower case, accents and invisible characters gone, lookalikes and digits for letters undone. */
export function plainWord(raw: string): string {
  let text = raw
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[\p{M}\u200b-\u200d\u2060\ufeff\u00ad'’]/gu, '');
  text = text.replaceAll('ł', 'l').replaceAll('ß', 'ss');
  if (!/[a-z]/.test(text)) return text;
  return text
    .replace(/[\u0370-\u052f]/g, (char) => lookalikes[char] ?? char)
    .replace(/[013457@$]/g, (char) => digits[char]!);
}
