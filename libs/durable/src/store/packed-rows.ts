/**
 * What happens to a run in one commit is one row: its events under the first one's seq, what lies beside them as one list. Readers see
 * the events as if each had a row of its own. Rows of before that are read as they are.
 */
import type { HistoryRow, NewHistoryRow } from './history.repository.js';

/** Characters of one row. */
const longest = 128 * 1024;

/** How a packed row begins: how many events it holds. SQL reads so much of it where the count is all that is wanted. */
const head = /^\{"pack":(\d+),"outputs":"/;
export const headLength = 24;

interface Pack {
  pack: number;
  /** For each event 1 when something lies beside it, else 0. */
  outputs: string;
  events: object[];
}

/** Events of a row, by its beginning. */
export const eventsIn = (event: string): number => Number(head.exec(event)?.[1] ?? 1);

/** Rows as they are written, consecutive ones together. What lies in the payload store keeps a row to itself. */
export function packed(rows: readonly NewHistoryRow[]): readonly NewHistoryRow[] {
  if (rows.length < 2) return rows;
  const written: NewHistoryRow[] = [];
  let group: NewHistoryRow[] = [];
  let length = 0;
  for (const row of rows) {
    const size = row.event.length + (row.output?.length ?? 0);
    if (group.length > 0 && (row.outputRef !== null || length + size > longest)) {
      written.push(together(group));
      group = [];
      length = 0;
    }
    if (row.outputRef !== null) written.push(row);
    else group.push(row);
    length += size;
  }
  if (group.length > 0) written.push(together(group));
  return written;
}

function together(rows: readonly NewHistoryRow[]): NewHistoryRow {
  const first = rows[0]!;
  if (rows.length === 1) return first;
  const outputs = rows.map(({ output }) => (output === null ? '0' : '1')).join('');
  const beside = rows.flatMap(({ output }) => output ?? []);
  return {
    seq: first.seq,
    event: `{"pack":${rows.length},"outputs":"${outputs}","events":[${rows.map(({ event }) => event).join(',')}]}`,
    output: beside.length === 0 ? null : `[${beside.join(',')}]`,
    outputRef: null,
  };
}

/** The rows that one is read as. Without its output (never asked for, or gone by retention) none of them has one. */
export function unpacked(row: HistoryRow): readonly HistoryRow[] {
  if (!head.test(row.event)) return [row];
  const { events, outputs } = JSON.parse(row.event) as Pack;
  const beside = row.output === null ? [] : (JSON.parse(row.output) as unknown[]);
  let next = 0;
  return events.map((event, index) => {
    const hasOutput = outputs[index] === '1' && row.output !== null;
    return {
      seq: row.seq + index,
      event: JSON.stringify(event),
      output: hasOutput ? JSON.stringify(beside[next++]) : null,
      output_ref: null,
    };
  });
}

/** Which events of a row have something beside them, by its event alone. */
export function outputsIn(event: string): readonly boolean[] | undefined {
  if (!head.test(event)) return undefined;
  return [...(JSON.parse(event) as Pack).outputs].map((flag) => flag === '1');
}
