import * as checks from './checksums.js';
import type { Found } from './finding.js';

interface NationalId {
  country: string;
  name: string;
  shape: RegExp;
  isRight: (bare: string) => boolean;
  /** Words of which one must stand before it, where the shape and the checksum alone fit too many other numbers. */
  called?: RegExp;
}

const separators = /[\s.\-/+]/g;
const ids: readonly NationalId[] = [
  {
    country: 'DE',
    name: 'Steuer-ID',
    shape: /(?<![\w.,-])\d{2} ?\d{3} ?\d{3} ?\d{3}(?![\w-])/g,
    isRight: checks.steuerId,
    called: /steuer|tax|tin|idnr|identifikation/i,
  },
  {
    country: 'ES',
    name: 'DNI or NIE',
    shape: /(?<![\w.-])(?:\d{8}|[XYZ]-?\d{7})-?[A-HJ-NP-TV-Z](?![\w-])/gi,
    isRight: (text) => checks.dni(text.toUpperCase()),
  },
  {
    country: 'IT',
    name: 'codice fiscale',
    shape: /(?<!\w)[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z](?!\w)/gi,
    isRight: (text) => checks.codiceFiscale(text.toUpperCase()),
  },
  {
    country: 'FR',
    name: 'NIR',
    shape: /(?<![\w.-])[12] ?\d{2} ?[0-3]\d ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}(?![\w-])/g,
    isRight: checks.nir,
  },
  { country: 'PL', name: 'PESEL', shape: /(?<![\w.,-])\d{11}(?![\w-])/g, isRight: checks.pesel, called: /pesel/i },
  {
    country: 'BE',
    name: 'national number',
    shape: /(?<![\w.-])\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}(?![\w-])/g,
    isRight: checks.rijksregister,
  },
  { country: 'BR', name: 'CPF', shape: /(?<![\w.-])\d{3}\.\d{3}\.\d{3}-\d{2}(?![\w-])/g, isRight: checks.cpf },
  {
    country: 'SE',
    name: 'personnummer',
    shape: /(?<![\w.-])(?:19|20)?\d{6}[-+]\d{4}(?![\w-])/g,
    isRight: (text) => checks.personnummer(text.slice(-10)),
  },
  {
    country: 'FI',
    name: 'henkilötunnus',
    shape: /(?<![\w.-])\d{6}[-+A-FU-Y]\d{3}[0-9A-FHJ-NPR-Y](?![\w-])/g,
    isRight: (text) => checks.hetu(text.slice(0, 6) + text.slice(-4)),
  },
  { country: 'CH', name: 'AHV number', shape: /(?<![\w.-])756\.\d{4}\.\d{4}\.\d{2}(?![\w-])/g, isRight: checks.ahv },
  {
    country: 'NL',
    name: 'BSN',
    shape: /(?<![\w.,-])\d{9}(?![\w-])/g,
    isRight: checks.bsn,
    called: /bsn|burgerservice|sofi/i,
  },
  {
    country: 'CN',
    name: 'resident identity',
    shape: /(?<![\w.-])[1-9]\d{5}(?:19|20)\d{9}[\dX](?![\w-])/gi,
    isRight: (text) => checks.residentId(text.toUpperCase()),
  },
  {
    country: 'GB',
    name: 'NHS number',
    shape: /(?<![\w.,-])\d{3}[ -]?\d{3}[ -]?\d{4}(?![\w-])/g,
    isRight: checks.nhs,
    called: /nhs/i,
  },
  {
    country: 'US',
    name: 'social security number',
    shape: /(?<![\w.-])\d{3}-\d{2}-\d{4}(?![\w-])/g,
    isRight: checks.ssn,
    called: /ssn|social security/i,
  },
];
const before = 40;

/** Numbers that a state gives to a person: their shape, and their checksum. */
export function findNationalIds(text: string): Found[] {
  if (!/\d/.test(text)) return [];
  const found: Found[] = [];
  for (const { country, name, shape, isRight, called } of ids)
    for (const match of text.matchAll(shape)) {
      // The sign of the century is part of a Finnish number; its check knows where it stands.
      const bare = country === 'FI' ? match[0] : match[0].replace(separators, '');
      if (!isRight(bare)) continue;
      if (called && !called.test(text.slice(Math.max(0, match.index - before), match.index))) continue;
      found.push({
        kind: 'national-id',
        start: match.index,
        end: match.index + match[0].length,
        reason: `looks like a ${name} (${country})`,
        sample: country,
      });
    }
  return found;
}
