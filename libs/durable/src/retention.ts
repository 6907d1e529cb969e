import type { PayloadStore } from './payloads/payload-store.port.js';
import {
  deleteHistory,
  deleteRuns,
  emptyRun,
  finishedAmong,
  markExpired,
  runsWithPayloads,
} from './store/retention.js';
import type { SqlStore, SqlTransaction } from './store/sql-store.port.js';

/** Key under which everything of a run lies in the payload store. */
export const payloadFolder = (companyId: string, runId: string): string => `${companyId}/durable/${runId}/`;

/** Takes away what need not be kept any more of runs that are over. Whatever interrupts it, asking again finishes it. */
export class Retention {
  constructor(
    private readonly store: SqlStore,
    private readonly payloads: PayloadStore | undefined,
  ) {}

  /**
   * Inputs, outputs and messages of the runs, not their histories. `also` is committed last.
   * @returns the runs that were over; the others are as they were
   */
  async expire(
    ids: readonly string[],
    also: (tx: SqlTransaction, ids: readonly string[]) => Promise<void>,
  ): Promise<string[]> {
    const finished = await finishedAmong(this.store, ids);
    const over = [...finished.keys()];
    if (over.length === 0) return [];
    await markExpired(this.store, over, await this.store.now());
    await this.deletePayloads(finished);
    for (const id of over) await emptyRun(this.store, id);
    await this.store.transaction((tx) => also(tx, over));
    return over;
  }

  /** The runs altogether. `also` deletes what others keep of them, in the same commit. @returns the runs that were over */
  async remove(
    ids: readonly string[],
    also: (tx: SqlTransaction, ids: readonly string[]) => Promise<void>,
  ): Promise<string[]> {
    const finished = await finishedAmong(this.store, ids);
    const over = [...finished.keys()];
    if (over.length === 0) return [];
    await this.deletePayloads(finished);
    for (const id of over) await deleteHistory(this.store, id);
    await this.store.transaction(async (tx) => {
      await deleteRuns(tx, over);
      await also(tx, over);
    });
    return over;
  }

  private async deletePayloads(runs: ReadonlyMap<string, string>): Promise<void> {
    if (!this.payloads) return;
    for (const id of await runsWithPayloads(this.store, [...runs.keys()]))
      await this.payloads.deleteAll(payloadFolder(runs.get(id)!, id));
  }
}
