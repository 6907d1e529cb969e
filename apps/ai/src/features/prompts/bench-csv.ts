import { stringify } from 'csv-stringify/sync';
import type { BenchCell } from '#libs/contracts';

const columns: Record<string, (cell: BenchCell) => string | number | boolean | null> = {
  input: (cell) => cell.input,
  model: (cell) => cell.model,
  repeat: (cell) => cell.repeat,
  status: (cell) => cell.status,
  passed: (cell) => (cell.passed === null ? '' : cell.passed ? 'yes' : 'no'),
  failed_checks: (cell) =>
    cell.checks.flatMap((each) => (each.passed ? [] : [`${each.check}: ${each.detail}`])).join('\n'),
  score: (cell) => cell.score,
  reason: (cell) => cell.reason,
  ms: (cell) => cell.usage?.ms ?? null,
  input_tokens: (cell) => cell.usage?.inputTokens ?? null,
  output_tokens: (cell) => cell.usage?.outputTokens ?? null,
  cost_micros: (cell) => (cell.usage?.costMicros ?? 0) + cell.judgeCostMicros,
  answered_by: (cell) => cell.usage?.model ?? null,
  error: (cell) => cell.error && `${cell.error.code}: ${cell.error.detail}`,
  text: (cell) => cell.text,
};

/** RFC 4180. A text that a spreadsheet would take for a formula gets an apostrophe in front (OWASP, CSV injection). */
export const csvOf = (cells: readonly BenchCell[]): string =>
  stringify([Object.keys(columns), ...cells.map((cell) => Object.values(columns).map((value) => value(cell)))], {
    escape_formulas: true,
    record_delimiter: 'windows',
  });
