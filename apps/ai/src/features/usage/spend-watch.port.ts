import type { Tx } from '#libs/platform/database';
import type { AiCallRow } from './ai-call.entity.js';

/** A call that is written down, with the bound that its run has of its own. */
export interface SpentCall {
  row: AiCallRow;
  /** `budgetMicros` of the workflow that runs. */
  runBudgetMicros: number | undefined;
}

/** Whoever counts along with what is spent, in the commit that writes it down. */
export abstract class SpendWatch {
  abstract spent(tx: Tx, calls: readonly SpentCall[]): Promise<void>;
}
