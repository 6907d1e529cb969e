import { Injectable } from '@nestjs/common';
import { AppError, runEventsOut } from '#libs/contracts';
import { usageOf, type RunChange, type SqlTransaction } from '#libs/durable';
import type { FlowDecider, FlowEvent, RunState } from '#libs/engine';
import { Outbox, type OutboxEntry } from '#libs/platform/events';
import { InboxWriter } from '../inbox/inbox-writer.js';
import { hasOutside } from './outside-marks.js';
import type { RunInput } from './run.entity.js';

type Change = RunChange<RunState, FlowEvent>;
/** What events say of a run. */
export type RunFact = Pick<RunInput, 'workflowId' | 'workflowName' | 'version'> & { runId: string };

const marks = (count: number): string => Array<string>(count).fill('?').join(', ');
type SqlValue = string | number | null;
const isOver = ({ to }: Change): boolean => to === 'succeeded' || to === 'failed' || to === 'cancelled';

/** The rows that lists show and the facts that leave the service, for all runs of a commit in few statements. */
@Injectable()
export class RunProjection {
  constructor(
    private readonly inbox: InboxWriter,
    private readonly outbox: Outbox,
  ) {}

  /** Changes of status, in the transaction that commits them. */
  async follow(tx: SqlTransaction, changes: readonly Change[]): Promise<void> {
    if (changes.length === 0) return;
    this.writeRows(tx, changes);
    await this.closeQuestions(
      tx,
      changes.filter((change) => isOver(change) && change.reading.hasWaited),
    );
    const entries = [];
    for (const change of changes) entries.push(...eventsOf(change, await this.factOf(tx, change)));
    await this.outbox.addAll(tx, entries);
  }

  /** As the run was created; read only where its input lies elsewhere. */
  async factOf(tx: SqlTransaction, { run, reading }: Pick<Change, 'run' | 'reading'>): Promise<RunFact> {
    const input = reading.input as RunInput | undefined;
    if (input)
      return {
        runId: run.id,
        workflowId: input.workflowId,
        workflowName: input.workflowName,
        version: input.version,
      };
    const [row] = await tx.query<{ workflow_id: string; workflow_name: string; version: number }>(
      'SELECT workflow_id, workflow_name, version FROM runs WHERE id = ?',
      [run.id],
    );
    if (!row) throw new AppError('RUN_NOT_FOUND');
    return {
      runId: run.id,
      workflowId: row.workflow_id,
      workflowName: row.workflow_name,
      version: Number(row.version),
    };
  }

  /** Most runs of a commit become the same, so one statement writes them; they ended when the last of them did. */
  private writeRows(tx: SqlTransaction, changes: readonly Change[]): void {
    const groups = new Map<string, { set: string; values: SqlValue[]; alike: Change[] }>();
    for (const change of changes) {
      const { set, values } = settingOf(change);
      const key = JSON.stringify([change.from === 'queued', set, values]);
      const group = groups.get(key);
      if (group) group.alike.push(change);
      else groups.set(key, { set, values, alike: [change] });
    }
    for (const { set, values, alike } of groups.values()) {
      const starts = alike[0]!.from === 'queued' ? startsOf(alike) : { set: '', values: [] };
      const ends = set.includes('finished_at') ? [Math.max(...alike.map((change) => change.at))] : [];
      tx.later(`UPDATE runs SET ${starts.set}${set} WHERE id IN (${marks(alike.length)})`, [
        ...starts.values,
        ...ends,
        ...values,
        ...alike.map(({ run }) => run.id),
      ]);
    }
  }

  /** Nobody is asked any more in the name of a run that is over. */
  private async closeQuestions(tx: SqlTransaction, changes: readonly Change[]): Promise<void> {
    if (changes.length === 0) return;
    const asking = await tx.query<{ run_id: string }>(
      `SELECT DISTINCT run_id FROM inbox_items WHERE run_id IN (${marks(changes.length)}) AND status = 'open'`,
      changes.map(({ run }) => run.id),
    );
    const open = new Set(asking.map((row) => row.run_id));
    for (const { run, at } of changes)
      if (open.has(run.id))
        await this.inbox.close(tx, { companyId: run.companyId, runId: run.id, status: 'cancelled', at });
  }
}

/** Runs that were leased together began together, so a commit knows few times. */
function startsOf(changes: readonly Change[]): { set: string; values: SqlValue[] } {
  const byTime = new Map<number, string[]>();
  for (const { run, startedAt, at } of changes) {
    const began = startedAt ?? at;
    const ids = byTime.get(began);
    if (ids) ids.push(run.id);
    else byTime.set(began, [run.id]);
  }
  const [first, ...others] = byTime;
  const cases = others.map(([, ids]) => `WHEN id IN (${marks(ids.length)}) THEN ? `).join('');
  return {
    set: `started_at = COALESCE(started_at, ${others.length === 0 ? '?' : `CASE ${cases}ELSE ? END`}), `,
    values: [...others.flatMap(([began, ids]) => [...ids, began]), first![0]],
  };
}

/** What a change sets; the time of the end comes before all other values. */
function settingOf(change: Change): { set: string; values: SqlValue[] } {
  const { to, error } = change;
  if (!isOver(change)) return { set: 'status = ?', values: [to] };
  const { inputTokens, outputTokens, costMicros } = usageOf(change.reading.metas());
  return {
    set: 'finished_at = ?, status = ?, error = ?, input_tokens = ?, output_tokens = ?, cost_micros = ?',
    values: [to, error ? JSON.stringify(error) : null, inputTokens, outputTokens, costMicros],
  };
}

/** The facts that a change of status makes true. */
function eventsOf(change: Change, fact: RunFact): OutboxEntry[] {
  const { run, from, to, error, reading } = change;
  const { companyId } = run;
  const entries: OutboxEntry[] = [];
  if (from === 'queued') entries.push({ event: runEventsOut.runStarted, companyId, data: fact });
  if (!isOver(change)) return entries;
  const { flow } = reading.decider as unknown as FlowDecider;
  const end = hasOutside(flow, reading) ? { ...fact, outside: true as const } : fact;
  if (to === 'succeeded')
    entries.push({
      event: runEventsOut.runSucceeded,
      companyId,
      data: { ...end, usage: usageOf(reading.metas()) },
    });
  if (to === 'failed') {
    const path = typeof error?.['path'] === 'string' ? { path: error['path'] } : {};
    entries.push({
      event: runEventsOut.runFailed,
      companyId,
      data: { ...end, error: { code: error?.code ?? 'INTERNAL', message: error?.message ?? '', ...path } },
    });
  }
  if (to === 'cancelled') entries.push({ event: runEventsOut.runCancelled, companyId, data: end });
  return entries;
}
