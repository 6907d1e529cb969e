import { replaceAll, withoutOverlaps } from './detectors/finding.js';
import type { Sighting } from './detectors/sighting.js';
import type { Judged } from './judged.js';
import { replacement } from './judging-answers.js';
import type { ReadyPolicy } from './policy.js';

/** A text that a model said, whole: what was found in it, and what is left of it. Blocking is the caller's. */
export function judgeWhole(
  text: string,
  { detectors, actionOn }: ReadyPolicy,
  place: string,
): { judged: Judged[]; changed: string } {
  const found = withoutOverlaps(detectors.flatMap((detect) => detect(text, true).found));
  const judged = found.map((one): Judged & Sighting => ({ ...one, action: actionOn(one), score: null, place }));
  const taken = judged.filter(({ action }) => action === 'redact' || action === 'strip');
  return { judged, changed: replaceAll(text, taken, replacement) };
}
