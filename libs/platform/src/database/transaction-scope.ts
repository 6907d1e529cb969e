import { Ambient } from '../ambient/index.js';

/** Mark of one transaction in the call chain. `open` turns false at its end, so what was started inside and lives on is free again. */
export interface TransactionScope {
  open: boolean;
}

const scopes = new Ambient<TransactionScope>();

/** Runs `work` marked as inside the transaction. */
export const inScope = <T>(scope: TransactionScope, work: () => Promise<T>): Promise<T> => scopes.run(scope, work);

/** Runs `work` unmarked, although the caller may be inside a transaction: for background loops that a call happens to start. */
export const outsideTransaction = <T>(work: () => T): T => scopes.run(undefined, work);

/**
 * Refuses an action that must not happen while a transaction is open: it would hold locks for as long as the outside takes, and
 * could not be rolled back. Called by RPC, the HTTP client, blobs, and by the database itself for statements that pass the handle by.
 * @throws Error naming the action.
 */
export function assertNoTransaction(action: string): void {
  if (scopes.getStore()?.open) {
    throw new Error(
      `${action} inside an open transaction. Use its \`tx\` handle for statements, and do everything else before or after it.`,
    );
  }
}
