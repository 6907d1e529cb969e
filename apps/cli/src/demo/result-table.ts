/** One row of the sample's report. */
export interface ReportRow {
  id: string;
  topic?: string;
  decision?: string;
  why?: string;
  ms?: number;
  tokens?: number;
  costMicros?: number;
  error?: { code: string; message: string };
}

const columns = [
  { title: 'Message', width: 9, of: (row: ReportRow) => row.id },
  { title: 'Topic', width: 9, of: (row: ReportRow) => row.topic ?? '–' },
  {
    title: 'Decision',
    width: 16,
    of: (row: ReportRow) => row.decision ?? (row.error ? `failed: ${row.error.code}` : '–'),
  },
  { title: 'Why', width: 0, of: (row: ReportRow) => row.why ?? row.error?.message ?? '' },
  {
    title: 'Time',
    width: 8,
    right: true,
    of: (row: ReportRow) =>
      row.ms === undefined ? '' : row.ms < 1000 ? `${row.ms} ms` : `${(row.ms / 1000).toFixed(1)} s`,
  },
  { title: 'Tokens', width: 6, right: true, of: (row: ReportRow) => String(row.tokens ?? '') },
  {
    title: 'Cost',
    width: 8,
    right: true,
    of: (row: ReportRow) => (row.costMicros === undefined ? '' : `$${(row.costMicros / 1e6).toFixed(4)}`),
  },
];

const gap = '  ';

/** The rows as text, as wide as the terminal; the reason takes what is left. */
export function resultTable(rows: readonly ReportRow[], terminalWidth: number): string {
  const fixed = columns.reduce((sum, { width }) => sum + width, 0) + gap.length * (columns.length - 1);
  const rest = Math.max(20, Math.min(100, terminalWidth - fixed));
  const line = (cells: string[]) =>
    cells
      .map((cell, index) => fit(cell, columns[index]!.width || rest, columns[index]!.right))
      .join(gap)
      .trimEnd();
  return [
    line(columns.map(({ title }) => title)),
    '─'.repeat(fixed + rest),
    ...rows.map((row) => line(columns.map(({ of }) => of(row)))),
  ].join('\n');
}

function fit(text: string, width: number, right = false): string {
  const flat = text.replace(/\s+/g, ' ');
  const cut = flat.length > width ? `${flat.slice(0, width - 1)}…` : flat;
  return right ? cut.padStart(width) : cut.padEnd(width);
}
