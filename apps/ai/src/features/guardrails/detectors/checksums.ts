/** Checksums of numbers that people carry. Each takes what its name says, without separators. */

const digitsOf = (text: string): number[] => Array.from(text, Number);
const weighted = (text: string, weights: readonly number[]): number =>
  weights.reduce((sum, weight, index) => sum + weight * Number(text[index]), 0);

/** ISO/IEC 7812-1, cards and others. */
export function luhn(digits: string): boolean {
  let sum = 0;
  for (let index = digits.length - 1, double = false; index >= 0; index -= 1, double = !double) {
    const value = digits.charCodeAt(index) - 48;
    sum += double ? (value > 4 ? value * 2 - 9 : value * 2) : value;
  }
  return sum % 10 === 0;
}

/** ISO 7064 MOD 97-10 of an IBAN in capitals. */
export function iban(text: string): boolean {
  let rest = 0;
  for (const char of text.slice(4) + text.slice(0, 4)) {
    const value = char >= 'A' ? char.charCodeAt(0) - 55 : Number(char);
    rest = (value > 9 ? rest * 100 + value : rest * 10 + value) % 97;
  }
  return rest === 1;
}

/** ISO 7064 MOD 11,10 and the rule of repeated digits: German tax id. */
export function steuerId(text: string): boolean {
  const counts = new Map<string, number>();
  for (const digit of text.slice(0, 10)) counts.set(digit, (counts.get(digit) ?? 0) + 1);
  const repeated = [...counts.values()].filter((count) => count > 1);
  if (text.startsWith('0') || repeated.length !== 1 || repeated[0]! > 3) return false;
  let product = 10;
  for (const digit of digitsOf(text.slice(0, 10))) {
    const sum = (digit + product) % 10 || 10;
    product = (sum * 2) % 11;
  }
  return (11 - product) % 10 === Number(text[10]);
}

/** Spanish DNI and NIE. */
export const dni = (text: string): boolean => {
  const number = text.slice(0, -1).replace('X', '0').replace('Y', '1').replace('Z', '2');
  return 'TRWAGMYFPDXBNJZSQVHLCKE'[Number(number) % 23] === text.at(-1);
};

const oddValues = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
/** Italian codice fiscale. */
export function codiceFiscale(text: string): boolean {
  let sum = 0;
  for (let index = 0; index < 15; index += 1) {
    const char = text[index]!;
    const value = char >= 'A' ? char.charCodeAt(0) - 65 : Number(char);
    sum += index % 2 === 0 ? oddValues[value]! : value;
  }
  return String.fromCharCode(65 + (sum % 26)) === text[15];
}

/** French numéro de sécurité sociale: 97 less the rest of the first 13; Corsica counts as 19 and 18. */
export function nir(text: string): boolean {
  const number = text.slice(0, 13).replace('2A', '19').replace('2B', '18');
  return 97n - (BigInt(number) % 97n) === BigInt(text.slice(13));
}

/** Polish PESEL. */
export const pesel = (text: string): boolean =>
  isMonth(Number(text.slice(2, 4)) % 20) &&
  isDay(text.slice(4, 6)) &&
  (10 - (weighted(text, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3]) % 10)) % 10 === Number(text[10]);

/** Belgian national number; those born since 2000 count with a 2 before. */
export const rijksregister = (text: string): boolean =>
  [text.slice(0, 9), `2${text.slice(0, 9)}`].some((number) => 97 - (Number(number) % 97) === Number(text.slice(9)));

/** Brazilian CPF. */
export function cpf(text: string): boolean {
  if (/^(\d)\1{10}$/.test(text)) return false;
  const check = (length: number) => {
    const rest =
      (weighted(
        text,
        Array.from({ length }, (_, index) => length + 1 - index),
      ) *
        10) %
      11;
    return (rest === 10 ? 0 : rest) === Number(text[length]);
  };
  return check(9) && check(10);
}

/** Swedish personnummer: ten digits by Luhn, with a date. */
export const personnummer = (text: string): boolean =>
  isMonth(Number(text.slice(2, 4))) && isDay(text.slice(4, 6)) && luhn(text);

/** Finnish henkilötunnus without its sign of the century. */
export const hetu = (text: string): boolean =>
  isDay(text.slice(0, 2)) &&
  isMonth(Number(text.slice(2, 4))) &&
  '0123456789ABCDEFHJKLMNPRSTUVWXY'[Number(text.slice(0, 9)) % 31] === text[9];

/** Swiss AHV number: EAN-13. */
export const ahv = (text: string): boolean =>
  (10 - (weighted(text, [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3]) % 10)) % 10 === Number(text[12]);

/** Dutch BSN: eleven test. */
export const bsn = (text: string): boolean =>
  Number(text) > 0 && weighted(text, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0;

/** Chinese resident identity: GB 11643, ISO 7064 MOD 11-2. */
export const residentId = (text: string): boolean =>
  isMonth(Number(text.slice(10, 12))) &&
  isDay(text.slice(12, 14)) &&
  '10X98765432'[weighted(text, [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]) % 11] === text[17];

/** British NHS number. */
export const nhs = (text: string): boolean => {
  const check = 11 - (weighted(text, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11);
  return (check === 11 ? 0 : check) === Number(text[9]);
};

/** US social security number: no checksum, but numbers that are never given out. */
export const ssn = (text: string): boolean => !/^(000|666|9)|^...00|0000$/.test(text);

const isMonth = (month: number): boolean => month >= 1 && month <= 12;
const isDay = (text: string): boolean => Number(text) >= 1 && Number(text) <= 31;
