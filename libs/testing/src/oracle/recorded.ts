/** What the judge looks at: rows as they lie in the database, and what the receiver of effects counted. Nothing of ours is imported here. */

export interface RecordedRun {
  id: string;
  kind: string;
  company_id: string;
  status: string;
  lease: number;
  lease_worker: string | null;
  finished_at: number | null;
}

export interface RecordedRow {
  run_id: string;
  seq: number;
  lease: number;
  event: string;
  output: string | null;
}

export interface RecordedMessage {
  run_id: string;
  message_id: string;
  folded_seq: number | null;
}

/** A row of the outbox. */
export interface RecordedFact {
  id: string;
  type: string;
  company_id: string;
  data: string;
  position: number | null;
}

/** The service's own row of a run, where there is one. */
export interface RecordedListing {
  id: string;
  company_id: string;
  status: string;
}

/** One call that reached the outside, in the order of arrival. */
export interface RecordedEffect {
  /** Its number at the receiver, which answers it: `output.receipt` of the step that made the call. */
  receipt: number;
  runId: string;
  companyId: string;
  path: string;
  generation: number;
  attempt: number;
  key: string;
  effect: 'idempotent' | 'effectful';
  /** Company to which the record belongs that the call carried; absent when it carried none. */
  owner?: string;
}

export interface Recorded {
  runs: RecordedRun[];
  rows: RecordedRow[];
  messages: RecordedMessage[];
  /** Undefined where the database has no outbox. */
  facts: RecordedFact[] | undefined;
  listings: RecordedListing[] | undefined;
  /** The last position that the relay gave; undefined without a relay. */
  lastPosition: number | undefined;
  effects: readonly RecordedEffect[];
  /** Runs whose creation was acknowledged. */
  accepted: readonly string[];
}

/** The fields of an event that the judge reads. */
export interface RecordedEvent {
  type: string;
  at: number;
  path?: string;
  attempt?: number;
  timer?: string;
  messageId?: string;
  status?: string;
}

export const isOver = (status: string): boolean => ['succeeded', 'failed', 'cancelled'].includes(status);

/** The rows by the run they belong to, each list in the order given. */
export function byRun<T>(rows: readonly T[], runOf: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(runOf(row));
    if (group) group.push(row);
    else groups.set(runOf(row), [row]);
  }
  return groups;
}
