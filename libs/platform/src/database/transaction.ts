import { setTimeout as sleep } from 'node:timers/promises';
import type { TransactionOptions } from './database.port.js';
import { busy, failureKind, translate } from './failures.js';

const retriesUnlessSet = 5;

/** What every transaction handle keeps: whether it is open, the fault that doomed it, and what waits for the commit. */
export class TransactionState {
  open = true;
  private doom: Error | undefined;
  private readonly afterwards: Array<() => void> = [];

  /** @throws Error when the transaction is over, or lost already by an error that the caller swallowed. */
  assertOpen(): void {
    if (!this.open) throw new Error('This transaction is over: a statement came after its commit or rollback');
    if (this.doom) throw this.doom;
  }

  /** A deadlock or a lost connection rolls the whole transaction back at the server: nothing may follow, whoever catches the error. */
  failed(error: unknown): void {
    if (failureKind(error) !== 'none') this.doomed(error);
  }

  /** Nothing may follow but the rollback, whoever catches the error. */
  doomed(error: unknown): void {
    this.doom ??= error as Error;
  }

  afterCommit(act: () => void): void {
    this.assertOpen();
    this.afterwards.push(act);
  }

  /** No statement may follow. */
  end(): void {
    this.open = false;
  }

  /** Lets the actions that waited for the commit happen. */
  committed(): void {
    for (const act of this.afterwards) act();
  }
}

/**
 * Repeats `attempt` while it fails by deadlock or lock time-out, with growing, jittered pauses.
 * @throws DATABASE_BUSY when the retries are used up or the connection is lost; any other error as it is.
 */
export async function withRetries<T>(attempt: () => Promise<T>, options?: TransactionOptions): Promise<T> {
  const retries = options?.retry ?? retriesUnlessSet;
  for (let tried = 0; ; tried++) {
    try {
      return await attempt();
    } catch (error) {
      if (failureKind(error) !== 'repeat') throw translate(error);
      if (tried >= retries) throw busy(error);
      await sleep(2 ** tried * 5 * (0.5 + Math.random()));
    }
  }
}
