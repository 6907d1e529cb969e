import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { fn, text, type Fn } from '../fn.js';
import { ValueError, writeOut, type Budget } from '../values.js';
import { entriesOf } from './maps.js';

/** Texts are encoded as UTF-8. Ten times the price of reading it. */
function spent(value: unknown, budget: Budget): string {
  const source = text(value);
  budget.spendText(source.length * 10);
  return source;
}

function toBase64(source: string): string {
  let binary = '';
  for (const byte of utf8ToBytes(source)) binary += String.fromCharCode(byte);
  return btoa(binary);
}

function fromBase64(source: string): string {
  try {
    const binary = atob(source.replace(/-/g, '+').replace(/_/g, '/'));
    return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(binary, (char) => char.charCodeAt(0)));
  } catch {
    throw new ValueError('this is no text in base64', source);
  }
}

function urlDecode(source: string): string {
  try {
    return decodeURIComponent(source.replace(/\+/g, ' '));
  } catch {
    throw new ValueError('this is not encoded for addresses', source);
  }
}

/** Half of a surrogate pair has no encoding. */
const urlEncode = (source: string): string => encodeURIComponent(source.replace(/\p{Cs}/gu, '\ufffd'));

/** A UUID of version 8 (RFC 9562) whose bits are a hash. */
function uuidOf(source: string): string {
  const hex = bytesToHex(sha256(utf8ToBytes(source)));
  const variant = ((Number.parseInt(hex[16]!, 16) & 3) | 8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export const encodings: Record<string, Fn> = {
  base64Encode: fn(
    'base64Encode(text): text',
    'In base64, as UTF-8.',
    ['base64Encode("hä")', 'aMOk'],
    ([value], budget) => toBase64(spent(value, budget)),
  ),
  base64Decode: fn(
    'base64Decode(text): text',
    'Back from base64, also from its form for addresses.',
    ['base64Decode("aMOk")', 'hä'],
    ([value], budget) => fromBase64(spent(value, budget)),
  ),
  urlEncode: fn(
    'urlEncode(text): text',
    'Safe as a part of an address.',
    ['urlEncode("a b&c")', 'a%20b%26c'],
    ([value], budget) => urlEncode(spent(value, budget)),
  ),
  urlDecode: fn(
    'urlDecode(text): text',
    'Back from an address.',
    ['urlDecode("a%20b+c")', 'a b c'],
    ([value], budget) => urlDecode(spent(value, budget)),
  ),
  queryString: fn(
    'queryString(map): text',
    'Fields as the query of an address; null is left out.',
    ['queryString({"q": "a b", "n": 2})', 'q=a+b&n=2'],
    ([value], budget) =>
      new URLSearchParams(
        entriesOf(value, budget)
          .filter(([, item]) => item !== null)
          .map(([key, item]): [string, string] => [key, writeOut(item, budget)]),
      ).toString(),
  ),
  sha256: fn(
    'sha256(text): text',
    'Its SHA-256 in hexadecimal.',
    ['sha256("a").slice(0, 8)', 'ca978112'],
    ([value], budget) => bytesToHex(sha256(utf8ToBytes(spent(value, budget)))),
  ),
  uuid: fn(
    'uuid(text): text',
    'A UUID that is always the same for the same text, such as a key made of an order and a step.',
    ['uuid("order 7") == uuid("order 7")', true],
    ([value], budget) => uuidOf(spent(value, budget)),
  ),
};
