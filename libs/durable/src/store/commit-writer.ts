import type { Commit, CommitOutcome, RunUpdate } from '../runner/commit.js';
import type { DurableDefinition, RunChange, RunStatus } from '../definition.port.js';
import { appendHistoryLater } from './history.repository.js';
import { marks } from './run-rows.js';
import type { SqlTransaction } from './sql-store.port.js';

type Release = Extract<RunUpdate, { kind: 'release' }>;

/** Writes commits of several runs into one transaction. @throws a duplicate key when a holder is stale. */
export class CommitWriter {
  constructor(private readonly workerId: () => string) {}

  async write(tx: SqlTransaction, commits: readonly Commit[], at: number): Promise<CommitOutcome[]> {
    // First, so that nothing else of a stale holder happens.
    appendHistoryLater(tx, commits);
    this.finish(tx, commits, at);
    this.setStatuses(tx, commits);
    const outcomes: CommitOutcome[] = [];
    for (const commit of commits) outcomes.push(await this.update(tx, commit));
    for (const commit of commits) this.fold(tx, commit);
    for (const commit of commits) for (const write of commit.writes ?? []) await write(tx);
    await this.tell(tx, commits, outcomes);
    return outcomes;
  }

  /** Runs that succeeded differ in nothing, so one statement ends them all. */
  private finish(tx: SqlTransaction, commits: readonly Commit[], at: number): void {
    const plain = commits.filter(
      ({ update }) => update?.kind === 'finish' && !update.error && update.status === 'succeeded',
    );
    const rest = commits.filter((commit) => commit.update?.kind === 'finish' && !plain.includes(commit));
    const set = 'lease_worker = NULL, admitted = 0, ready_at = NULL, due_at = NULL, finished_at = ?';
    if (plain.length > 0)
      tx.later(`UPDATE durable_runs SET status = 'succeeded', ${set} WHERE id IN (${marks(plain.length)})`, [
        at,
        ...plain.map(({ runId }) => runId),
      ]);
    for (const { runId, update } of rest) {
      if (update?.kind !== 'finish') continue;
      const error = update.error ? JSON.stringify(update.error) : null;
      tx.later(`UPDATE durable_runs SET status = ?, error = ?, ${set} WHERE id = ?`, [update.status, error, at, runId]);
    }
  }

  /** Commits with rows: a stale holder has collided by now, so the status needs no proof, and one statement sets it for all that are alike. */
  private setStatuses(tx: SqlTransaction, commits: readonly Commit[]): void {
    const alike = new Map<RunStatus, string[]>();
    for (const { runId, rows, update } of commits) {
      if (update?.kind !== 'status' || rows.length === 0) continue;
      const ids = alike.get(update.status);
      if (ids) ids.push(runId);
      else alike.set(update.status, [runId]);
    }
    for (const [status, ids] of alike)
      tx.later(`UPDATE durable_runs SET status = ? WHERE id IN (${marks(ids.length)})`, [status, ...ids]);
  }

  private async update(tx: SqlTransaction, { runId, lease, rows, update, snapshot }: Commit): Promise<CommitOutcome> {
    if (snapshot)
      tx.later(
        `INSERT INTO durable_snapshots (run_id, seq, version, state, state_ref) VALUES (?, ?, ?, ?, ?)${tx.sql.upsert(['run_id'], ['seq', 'version', 'state', 'state_ref'])}`,
        [runId, snapshot.seq, snapshot.version, snapshot.state, snapshot.stateRef],
      );
    if (update?.kind === 'status' && rows.length === 0)
      return (await this.setStatus(tx, runId, lease, update.status)) ? 'committed' : 'stale';
    if (update?.kind !== 'release') return 'committed';
    return (await this.release(tx, runId, lease, update)) ? 'committed' : 'refused';
  }

  /** A commit without rows collides with nothing: here the lease itself says whether its holder is stale. */
  private async setStatus(tx: SqlTransaction, runId: string, lease: number, status: RunStatus): Promise<boolean> {
    const { changes } = await tx.run('UPDATE durable_runs SET status = ? WHERE id = ? AND lease = ?', [
      status,
      runId,
      lease,
    ]);
    return changes > 0;
  }

  private async release(tx: SqlTransaction, runId: string, lease: number, to: Release): Promise<boolean> {
    const { changes } = await tx.run(
      'UPDATE durable_runs SET status = ?, lease_worker = NULL, admitted = 0, ready_at = ?, due_at = ?, crashes = 0, stalls = ? ' +
        'WHERE id = ? AND lease = ? AND lease_worker = ? AND wake = ?',
      [to.status, to.readyAt, to.dueAt, to.stalls, runId, lease, this.workerId(), to.wake],
    );
    return changes > 0;
  }

  private fold(tx: SqlTransaction, { runId, folded }: Commit): void {
    for (const { messageId, seq } of folded ?? [])
      tx.later('UPDATE durable_inbox SET folded_seq = ? WHERE run_id = ? AND message_id = ?', [seq, runId, messageId]);
  }

  private async tell(
    tx: SqlTransaction,
    commits: readonly Commit[],
    outcomes: readonly CommitOutcome[],
  ): Promise<void> {
    const told = new Map<DurableDefinition, RunChange[]>();
    commits.forEach(({ told: tells, update }, index) => {
      if (!tells || outcomes[index] === 'stale') return;
      let { change } = tells;
      // A refused release keeps the run as it was: then only its events are told.
      if (outcomes[index] === 'refused' && update?.kind === 'release') change = { ...change, to: change.from };
      if (change.to === change.from && change.events.length === 0 && change.cancelled.length === 0) return;
      const changes = told.get(tells.definition);
      if (changes) changes.push(change);
      else told.set(tells.definition, [change]);
    });
    await tellEach(tx, told);
  }
}

/** Tells projections of runs that were over when they were created. */
export async function tellAll(tx: SqlTransaction, runs: readonly Pick<Commit, 'told'>[]): Promise<void> {
  const told = new Map<DurableDefinition, RunChange[]>();
  for (const { told: tells } of runs)
    if (tells) told.set(tells.definition, [...(told.get(tells.definition) ?? []), tells.change]);
  await tellEach(tx, told);
}

async function tellEach(tx: SqlTransaction, told: ReadonlyMap<DurableDefinition, readonly RunChange[]>): Promise<void> {
  for (const [definition, changes] of told) await definition.project?.(tx, changes);
}
