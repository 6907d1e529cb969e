import { iban } from './checksums.js';
import type { Found } from './finding.js';

/** Length by country, from the SWIFT IBAN registry (release 99). */
const lengths: Readonly<Record<string, number>> = Object.fromEntries(
  (
    'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 ' +
    'FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 ' +
    'LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 ' +
    'SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30'
  )
    .split(' ')
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);
const candidate = /(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]){11,30}/g;

/** Account numbers: known country, its length, and the checksum. */
export function findIbans(text: string): Found[] {
  const found: Found[] = [];
  candidate.lastIndex = 0;
  for (let match = candidate.exec(text); match; match = candidate.exec(text)) {
    const length = lengths[match[0].slice(0, 2).toUpperCase()];
    const end = length === undefined ? undefined : endAfter(match[0], length);
    // The candidate may reach into the words behind it, where the next number may begin.
    candidate.lastIndex = match.index + 4;
    if (end === undefined) continue;
    const number = match[0].slice(0, end).replace(/[ -]/g, '').toUpperCase();
    // A letter or digit right behind it: a longer word that only begins like one.
    if (!iban(number) || /[A-Za-z0-9]/.test(text[match.index + end] ?? '')) continue;
    found.push({
      kind: 'iban',
      start: match.index,
      end: match.index + end,
      reason: 'an account number: its checksum is right',
      sample: `${number.slice(0, 2)}… (${number.length})`,
    });
    candidate.lastIndex = match.index + end;
  }
  return found;
}

/** Where so many letters and digits end. */
function endAfter(text: string, count: number): number | undefined {
  let left = count;
  for (let index = 0; index < text.length; index += 1)
    if (text[index] !== ' ' && text[index] !== '-' && (left -= 1) === 0) return index + 1;
  return undefined;
}
