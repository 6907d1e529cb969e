import type { Bench, BenchCell, BenchSummary } from '#libs/contracts';
import type { BenchRow, CellRow } from './bench.entity.js';
import { iso } from './prompt.view.js';

/** What a comparison counts: all but the answers, which may be long. */
export const countedColumns = [
  'model',
  'status',
  'checks',
  'passed',
  'score',
  'costMicros',
  'judgeCostMicros',
  'ms',
] as const satisfies (keyof CellRow)[];
type Counted = Pick<CellRow, (typeof countedColumns)[number]>;

export const benchSummaryColumns = [
  'id',
  'promptId',
  'version',
  'status',
  'models',
  'done',
  'total',
  'costMicros',
  'caller',
  'createdAt',
  'endedAt',
] as const satisfies (keyof BenchRow)[];

export const benchSummaryView = (row: Pick<BenchRow, (typeof benchSummaryColumns)[number]>): BenchSummary => ({
  id: row.id,
  promptId: row.promptId,
  version: row.version === 0 ? null : row.version,
  status: row.status,
  models: row.models,
  done: row.done,
  total: row.total,
  costMicros: row.costMicros,
  createdBy: row.caller.userId ?? null,
  createdAt: iso(row.createdAt),
  endedAt: row.endedAt === null ? null : iso(row.endedAt),
});

export const benchView = (row: BenchRow, cells: readonly Counted[]): Bench => ({
  ...benchSummaryView(row),
  inputs: row.inputs,
  repeats: row.repeats,
  judge: row.judge,
  columns: row.models.map((model) =>
    columnOf(
      model,
      cells.filter((cell) => cell.model === model),
    ),
  ),
});

function columnOf(model: string, cells: readonly Counted[]): Bench['columns'][number] {
  const answered = cells.filter(({ status }) => status === 'answered');
  const checked = answered.filter(({ passed }) => passed !== null);
  const scores = answered.flatMap(({ score }) => (score === null ? [] : [score / 1000]));
  const times = answered.map(({ ms }) => ms);
  return {
    model,
    answered: answered.length,
    failed: cells.length - answered.length,
    passed: checked.filter(({ passed }) => passed).length,
    checked: checked.length,
    score: meanOf(scores),
    costMicros: cells.reduce((sum, cell) => sum + cell.costMicros + cell.judgeCostMicros, 0),
    meanMs: meanOf(times),
    slowestMs: times.length ? Math.max(...times) : null,
  };
}

const meanOf = (values: readonly number[]): number | null =>
  values.length ? Math.round((values.reduce((sum, value) => sum + value, 0) / values.length) * 1000) / 1000 : null;

export const cellView = (row: CellRow): BenchCell => ({
  model: row.model,
  input: row.input,
  repeat: row.repeatNo,
  status: row.status,
  text: row.text,
  ...(row.data === null ? {} : { data: row.data }),
  checks: row.checks,
  passed: row.passed,
  score: row.score === null ? null : row.score / 1000,
  reason: row.reason,
  error: row.errorCode === null ? null : { code: row.errorCode, detail: row.errorDetail ?? '' },
  usage: row.usage,
  judgeCostMicros: row.judgeCostMicros,
});
