import type { PiiKind } from '#libs/contracts';
import { findCards } from './card.js';
import { findEmails } from './email.js';
import { withoutOverlaps, type Found } from './finding.js';
import { findIbans } from './iban.js';
import { findIps } from './ip.js';
import { findNationalIds } from './national-id.js';
import { findPhones } from './phone.js';

/** In the order of trust: of two that see the same place, the one with a checksum says what it is. */
const detectors: Record<PiiKind, (text: string) => Found[]> = {
  email: findEmails,
  iban: findIbans,
  card: findCards,
  'national-id': findNationalIds,
  ip: findIps,
  phone: findPhones,
};
const order = Object.keys(detectors) as PiiKind[];

/** Personal data of these kinds, from left to right, without overlaps. */
export function findPii(text: string, kinds: readonly PiiKind[]): Found[] {
  const found: Found[] = [];
  for (const kind of order) {
    if (!kinds.includes(kind)) continue;
    const taken = withoutOverlaps([...found]);
    found.push(...detectors[kind](text).filter((one) => !overlapsAny(one, taken)));
  }
  return withoutOverlaps(found);
}

/** `sorted` is sorted and does not overlap. */
function overlapsAny({ start, end }: Found, sorted: readonly Found[]): boolean {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]!.end <= start) low = middle + 1;
    else high = middle;
  }
  const next = sorted[low];
  return next !== undefined && next.start < end;
}
