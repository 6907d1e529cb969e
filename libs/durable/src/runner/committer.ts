import { setTimeout as sleep } from 'node:timers/promises';
import { limits } from '../limits.js';
import { CommitWriter } from '../store/commit-writer.js';
import { appendHistory, isOwnRow } from '../store/history.repository.js';
import { isDuplicateKey, isTransient } from '../store/sql-errors.js';
import type { SqlStore } from '../store/sql-store.port.js';
import { isPlain, type Commit, type CommitOutcome } from './commit.js';
import type { CrashPoint } from './crash-points.js';

interface Waiting {
  commit: Commit;
  bytes: number;
  resolve: (outcome: CommitOutcome) => void;
  reject: (error: unknown) => void;
}

export interface CommitterOptions {
  store: SqlStore;
  workerId: () => string;
  /** False once the worker's own lease may be over: then retrying is pointless. */
  holdsLease: () => boolean;
  now: () => number;
  crashPoint: CrashPoint;
  /** Flushes under way at once. SQLite has one writer. */
  lanes: number;
}

const commitBytes = ({ rows, snapshot }: Commit): number =>
  rows.reduce((sum, row) => sum + row.event.length + (row.output?.length ?? 0) + 64, snapshot?.state.length ?? 0);

/**
 * Group commit: runs of one worker share an INSERT or a transaction. What fails together is done again one by one, so that a stale
 * run drops alone.
 */
export class Committer {
  private queue: Waiting[] = [];
  private inFlight = 0;
  private scheduled = false;
  private readonly writer: CommitWriter;

  constructor(private readonly options: CommitterOptions) {
    this.writer = new CommitWriter(options.workerId);
  }

  /** @throws the database's error when it refuses the commit for a reason of its own, or stays away too long. */
  commit(commit: Commit): Promise<CommitOutcome> {
    return new Promise((resolve, reject) => {
      this.queue.push({ commit, bytes: commitBytes(commit), resolve, reject });
      this.schedule();
    });
  }

  private schedule(): void {
    if (this.scheduled || this.inFlight >= this.options.lanes || this.queue.length === 0) return;
    this.scheduled = true;
    // Lets every run that is ready in this turn of the event loop join.
    setImmediate(() => {
      this.scheduled = false;
      const group = this.nextGroup();
      this.inFlight += 1;
      void this.flush(group).finally(() => {
        this.inFlight -= 1;
        this.schedule();
      });
      this.schedule();
    });
  }

  /** Takes from the queue what fits into one commit beside what is in the group. */
  private nextGroup(group: readonly Waiting[] = []): Waiting[] {
    let rows = group.reduce((sum, { commit }) => sum + commit.rows.length, 0);
    let bytes = group.reduce((sum, one) => sum + one.bytes, 0);
    let count = 0;
    for (const { commit, bytes: size } of this.queue) {
      const isFirst = count === 0 && group.length === 0;
      if (!isFirst && (rows + commit.rows.length > limits.commitRows || bytes + size > limits.commitBytes)) break;
      rows += commit.rows.length;
      bytes += size;
      count += 1;
    }
    return this.queue.splice(0, count);
  }

  /** `grows`: whoever comes before the transaction begins may join. */
  private async flush(group: Waiting[], grows = true): Promise<void> {
    this.options.crashPoint('before-commit');
    try {
      const outcomes = await this.persistently(group, grows);
      this.options.crashPoint('after-commit');
      group.forEach(({ resolve }, index) => resolve(outcomes[index] ?? 'stale'));
    } catch (error) {
      if (group.length > 1 && !isTransient(error)) for (const one of group) await this.flush([one], false);
      else for (const { commit, resolve, reject } of group) await this.settle(commit, error).then(resolve, reject);
    }
  }

  /** Tries again while the database is away and the lease may still hold. */
  private async persistently(group: Waiting[], grows: boolean): Promise<CommitOutcome[]> {
    for (let pause = 20; ; pause = Math.min(pause * 2, 1000)) {
      try {
        return await this.write(group, grows);
      } catch (error) {
        if (!isTransient(error) || !this.options.holdsLease()) throw error;
        await sleep(pause);
      }
    }
  }

  private async write(group: Waiting[], grows: boolean): Promise<CommitOutcome[]> {
    const { store, now } = this.options;
    const commits = group.map(({ commit }) => commit);
    if (store.dialect === 'mysql' && commits.every(isPlain)) {
      await appendHistory(store, commits);
      return commits.map(() => 'committed');
    }
    return store.transaction((tx) => {
      // With a single writer there was a wait before this.
      if (grows && store.dialect === 'sqlite') group.push(...this.nextGroup(group));
      return this.writer.write(
        tx,
        group.map(({ commit }) => commit),
        now(),
      );
    });
  }

  /** A duplicate row means another holder, unless it is ours: then the answer to a commit that happened was lost. */
  private async settle({ runId, lease, rows }: Commit, error: unknown): Promise<CommitOutcome> {
    const first = rows[0];
    if (!first || !isDuplicateKey(error)) throw error;
    return (await isOwnRow(this.options.store, runId, first.seq, lease)) ? 'committed' : 'stale';
  }
}
