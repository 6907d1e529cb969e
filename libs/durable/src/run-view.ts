import type { RunError, RunInfo, RunStatus } from './definition.port.js';
import type { RunMemory } from './runner/run-memory.js';
import { errorOf, infoOf, type RunRow } from './store/run-rows.js';

export interface HistoryEntry {
  seq: number;
  type: string;
  at: number;
  path?: string;
  /** The whole event. */
  event: Record<string, unknown>;
  /** Present when something lies beside the event. */
  output?: unknown;
}

export interface RunView<S = unknown> {
  run: RunInfo;
  status: RunStatus;
  error: RunError | undefined;
  startedAt: number | null;
  finishedAt: number | null;
  /** Row up to which the state is folded. */
  seq: number;
  state: S;
  input: unknown;
  output(path: string): unknown;
  meta: RunMemory['meta'];
  /** Of every finished step. */
  metas: RunMemory['allMetas'];
  /** Output of the whole run; undefined while it goes on, and when it has none. */
  result: unknown;
}

export interface RunSummary {
  run: RunInfo;
  status: RunStatus;
  error: RunError | undefined;
  startedAt: number | null;
  finishedAt: number | null;
}

export const viewOf = <S>(summary: RunSummary, memory: RunMemory): RunView<S> => ({
  ...summary,
  seq: memory.seq,
  state: memory.state as S,
  input: memory.input.value,
  output: (path) => memory.output(path),
  meta: (path) => memory.meta(path),
  metas: () => memory.allMetas(),
  result: memory.result?.value,
});

export const summaryOf = (row: RunRow): RunSummary => ({
  run: infoOf(row),
  status: row.status,
  error: errorOf(row),
  startedAt: row.started_at,
  finishedAt: row.finished_at,
});
