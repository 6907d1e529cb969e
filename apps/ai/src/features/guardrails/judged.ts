import type { guardDetectors } from '#libs/contracts';
import type { Found } from './detectors/finding.js';

/** A finding, and what the policy says about it. */
export interface Judged extends Found {
  detector: (typeof guardDetectors)[number];
  action: string;
  score: number | null;
  /** `messages[2].content`, `text`, `reasoning`, `toolCalls[0]` */
  place: string;
  /** Stood before the model's last answer, and was written down then. */
  isKnown?: boolean;
}
