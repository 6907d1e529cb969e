import type { AuditEvent } from '#libs/contracts';

type Cell = string | number | null;

/** Text that a spreadsheet would run as a formula is kept a text. */
const harmless = (text: string) => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);

const cellOf = (cell: Cell): string => {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const text = harmless(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

const lineOf = (cells: readonly Cell[]) => `${cells.map(cellOf).join(',')}\r\n`;
const jsonOf = (value: unknown): Cell => (value === null ? null : JSON.stringify(value));

const columns: Record<string, (event: AuditEvent) => Cell> = {
  seq: ({ seq }) => seq,
  at: ({ at }) => at,
  action: ({ action }) => action,
  actorType: ({ actor }) => actor.type,
  actorId: ({ actor }) => actor.id,
  actorName: ({ actor }) => actor.name,
  targetType: ({ target }) => target.type,
  targetId: ({ target }) => target.id,
  target: ({ target }) => target.label,
  address: ({ address }) => address,
  service: ({ service }) => service,
  requestId: ({ requestId }) => requestId,
  before: ({ before }) => jsonOf(before),
  after: ({ after }) => jsonOf(after),
  facts: ({ facts }) => jsonOf(facts),
  hash: ({ hash }) => hash,
};

/** How each format begins and writes one event. */
export const exportFormats = {
  csv: {
    contentType: 'text/csv; charset=utf-8',
    head: `\uFEFF${lineOf(Object.keys(columns))}`,
    line: (event: AuditEvent) => lineOf(Object.values(columns).map((of) => of(event))),
  },
  jsonl: {
    contentType: 'application/jsonl; charset=utf-8',
    head: '',
    line: (event: AuditEvent) => `${JSON.stringify(event)}\n`,
  },
} as const;
