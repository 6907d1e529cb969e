import type { Found } from './finding.js';

/** `+` or `00`, country, and the rest with separators: E.164, 8 to 15 digits. */
const international = /(?:(?<![\w+])\+|(?<![\w+]|\d[ .-])00(?=[1-9]))(?:[ ./-]?\(?\d\)?){8,15}(?![\w-])/g;
/** North America: (212) 555-0123, 212-555-0123, 212.555.0123. */
const northAmerican = /(?<![\w.-])(?:\([2-9]\d{2}\) ?|[2-9]\d{2}([.-]))[2-9]\d{2}[.-]\d{4}(?![\w-])/g;
/** Any number with 0 in front, or after a word that says so. */
const national = /(?<![\w.,+-]|\d )\(?0\d{1,5}\)?[ /-]{1,3}\d(?:[ /-]?\d){4,9}(?![\w-])/g;
const named =
  /(?<![A-Za-z])(?:phone|mobile|cell|call me (?:at|on)|fax|tel|telefon|telefono|teléfono|telefone|handy|mobil|rufnummer|téléphone|portable|móvil|celular|cellulare|komórka|телефон|电话|電話)\.?(?: (?:number|no\.?|nr\.?|is|ist))?\s{0,2}:?\s{0,2}/gi;
const anyNumber = /\(?\d(?:[ ./()-]{0,2}\d){5,14}(?![\w])/y;

/** Phone numbers. National ones need the shape of their country or a word before them: most rows of digits are something else. */
export function findPhones(text: string): Found[] {
  const found: Found[] = [];
  const add = (start: number, shown: string, reason: string) => {
    const digits = shown.replace(/\D/g, '').length;
    if (digits >= 7 && digits <= 15)
      found.push({ kind: 'phone', start, end: start + shown.length, reason, sample: `${digits} digits` });
  };
  for (const match of text.matchAll(international))
    if (match[0].replace(/\D/g, '').length >= 8) add(match.index, match[0], 'an international phone number');
  for (const match of text.matchAll(northAmerican)) add(match.index, match[0], 'a North American phone number');
  for (const match of text.matchAll(national)) {
    if (!isDate(match[0])) add(match.index, match[0], 'a national phone number');
  }
  for (const match of text.matchAll(named)) {
    anyNumber.lastIndex = match.index + match[0].length;
    const number = anyNumber.exec(text);
    if (number) add(number.index, number[0], 'a number that is called a phone number');
  }
  return found;
}

const isDate = (text: string): boolean => /^0?\d[ /-]\d{1,2}[ /-]\d{4}$/.test(text);
