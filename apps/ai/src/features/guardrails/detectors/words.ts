/** Letters of other scripts that look like Latin ones; only inside words that mix both. */
const lookalikes: Readonly<Record<string, string>> = {
  а: 'a',
  е: 'e',
  о: 'o',
  р: 'p',
  с: 'c',
  х: 'x',
  у: 'y',
  і: 'i',
  ј: 'j',
  ѕ: 's',
  һ: 'h',
  ԁ: 'd',
  ԛ: 'q',
  ԝ: 'w',
  в: 'b',
  н: 'h',
  к: 'k',
  м: 'm',
  т: 't',
  α: 'a',
  ε: 'e',
  ι: 'i',
  ο: 'o',
  ρ: 'p',
  τ: 't',
  υ: 'u',
  ν: 'v',
  κ: 'k',
  η: 'n',
};
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

/** A text's words as detectors look them up, with the place of each. */
export interface Word {
  text: string;
  start: number;
  end: number;
}

// eslint-disable-next-line no-control-regex -- the ASCII range, on purpose
const isAscii = (text: string): boolean => !/[^\u0000-\u007f]/.test(text);
const word = /[\p{L}\p{M}\p{N}@$'’\u200b-\u200d\u2060\ufeff\u00ad]{1,64}/gu;
const asciiWord = /[A-Za-z0-9@$']{1,64}/g;

/** Calls back for each word: lower case, accents gone, lookalikes and digits for letters undone. */
export function eachWord(text: string, see: (word: string, start: number, end: number) => void): void {
  const ascii = isAscii(text);
  const pattern = ascii ? asciiWord : word;
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match; match = pattern.exec(text))
    see(plainWord(match[0], ascii), match.index, match.index + match[0].length);
}

export function plainWord(raw: string, ascii = isAscii(raw)): string {
  let text = raw.toLowerCase();
  if (!ascii && !isAscii(text)) {
    text = text
      .normalize('NFKD')
      .replace(/[\p{M}\u200b-\u200d\u2060\ufeff\u00ad]/gu, '')
      .replaceAll('ł', 'l')
      .replaceAll('ß', 'ss');
    if (/[a-z]/.test(text)) text = text.replace(/[\u0370-\u052f]/g, (char) => lookalikes[char] ?? char);
  }
  if (text.includes("'") || text.includes('’')) text = text.replace(/['’]/g, '');
  return /[0-9@$]/.test(text) && /[a-z]/.test(text) ? text.replace(/[013457@$]/g, (char) => digits[char]!) : text;
}
