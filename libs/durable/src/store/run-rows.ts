import type { RunError, RunInfo, RunStatus } from '../definition.port.js';

/** A row of `durable_runs`, without its input. */
export interface RunRow {
  id: string;
  kind: string;
  company_id: string;
  group_id: string | null;
  ref: string | null;
  priority: number;
  status: RunStatus;
  wake: number;
  ready_at: number | null;
  due_at: number | null;
  admitted: number;
  lease_worker: string | null;
  lease: number;
  crashes: number;
  stalls: number;
  error: string | null;
  trace: string | null;
  created_at: number;
  started_at: number | null;
  finished_at: number | null;
}

export interface RunRowWithInput extends RunRow {
  input: string | null;
  input_ref: string | null;
}

export const runColumns =
  'id, kind, company_id, group_id, ref, priority, status, wake, ready_at, due_at, admitted, lease_worker, lease, crashes, stalls, error, trace, created_at, started_at, finished_at';

export const infoOf = (row: RunRow): RunInfo => ({
  id: row.id,
  kind: row.kind,
  companyId: row.company_id,
  group: row.group_id,
  ref: row.ref,
  priority: row.priority,
  createdAt: row.created_at,
  trace: row.trace,
});

export const errorOf = (row: RunRow): RunError | undefined =>
  row.error === null ? undefined : (JSON.parse(row.error) as RunError);

/** `?, ?, ?` */
export const marks = (count: number): string => Array<string>(count).fill('?').join(', ');
