import { luhn } from './checksums.js';
import type { Found } from './finding.js';

/** Brands by prefix and length (ISO/IEC 7812 ranges as the brands publish them). */
const brands: readonly { brand: string; prefix: RegExp; lengths: readonly number[] }[] = [
  { brand: 'Visa', prefix: /^4/, lengths: [13, 16, 19] },
  { brand: 'Mastercard', prefix: /^(5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, lengths: [16] },
  { brand: 'American Express', prefix: /^3[47]/, lengths: [15] },
  { brand: 'Discover', prefix: /^(6011|65|64[4-9])/, lengths: [16, 19] },
  { brand: 'JCB', prefix: /^35(2[89]|[3-8])/, lengths: [16, 19] },
  { brand: 'Diners Club', prefix: /^3(0[0-5]|[689])/, lengths: [14] },
  { brand: 'UnionPay', prefix: /^62/, lengths: [16, 17, 18, 19] },
  { brand: 'Maestro', prefix: /^(5018|5020|5038|5893|6304|6759|676[1-3])/, lengths: [13, 14, 15, 16, 18, 19] },
];
const candidate = /(?<![\w.,-])\d(?:[ -]?\d){12,18}(?![\w-])/g;
/** What says right before it that a number in one piece is no card. */
const otherNumber =
  /(?:order|invoice|tracking|parcel|shipment|ticket|reference|ref|serial|imei|customer|article|bestell\w{0,8}|auftrags?\w{0,8}|rechnungs?\w{0,8}|sendungs?\w{0,8}|kunden\w{0,8}|commande|facture|pedido|factura|ordine|fattura)[\s\w.]{0,8}[#:№-]?\s?$/i;

/** Card numbers: brand, length, Luhn. A number of an order that happens to fit is none when its name stands before it. */
export function findCards(text: string): Found[] {
  const found: Found[] = [];
  for (const match of text.matchAll(candidate)) {
    const number = match[0].replace(/[ -]/g, '');
    const brand = brands.find(({ prefix, lengths }) => lengths.includes(number.length) && prefix.test(number));
    if (!brand || !luhn(number) || /^(\d)\1+$/.test(number)) continue;
    const isWhole = number.length === match[0].length;
    if (isWhole && otherNumber.test(text.slice(Math.max(0, match.index - 30), match.index))) continue;
    if (!isWhole && !isGrouped(match[0])) continue;
    found.push({
      kind: 'card',
      start: match.index,
      end: match.index + match[0].length,
      reason: `a card number of ${brand.brand}: its checksum is right`,
      sample: `${brand.brand} (${number.length})`,
    });
  }
  return found;
}

/** Groups as on cards: of four, or 4-6-5 and 4-6-4, by one kind of separator. */
const isGrouped = (text: string): boolean =>
  /^\d{4}(?:([ -])\d{4})(?:\1\d{4}){1,2}(?:\1\d{1,4})?$/.test(text) || /^\d{4}([ -])\d{6}\1\d{4,5}$/.test(text);
