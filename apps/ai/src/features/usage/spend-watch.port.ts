import type { Tx } from '#libs/platform/database';
import type { Asking } from '../calls/asking.js';
import type { AiCallRow } from './ai-call.entity.js';

/** A call that is being written down, and whom its cost concerns. */
export interface SpentCall<C = unknown> {
  row: AiCallRow;
  concerned: C;
}

/** Whoever counts along with what is spent, in the commit that writes it down. */
export abstract class SpendWatch<C = unknown> {
  /** Asked before the transaction. undefined: the call does not concern it. */
  abstract concerned(asking: Asking): Promise<C | undefined>;
  /** Of the calls that concern it; the sums hold them already. */
  abstract spent(tx: Tx, calls: readonly SpentCall<C>[]): Promise<void>;
}
