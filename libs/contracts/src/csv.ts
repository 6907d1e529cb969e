/** A cell of a table; null and undefined are empty. */
export type Cell = string | number | null | undefined;

/** Text that a spreadsheet would run as a formula is kept a text. */
const harmless = (text: string) => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);

const cellOf = (cell: Cell): string => {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'number') return String(cell);
  const text = harmless(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** RFC 4180, with a mark that makes spreadsheets read it as UTF-8. */
export const csvOf = (head: readonly string[], rows: readonly (readonly Cell[])[]): string =>
  `\uFEFF${[head, ...rows].map((row) => row.map(cellOf).join(',')).join('\r\n')}\r\n`;

/** What a report is as a table. */
export interface CsvTable {
  /** Of the file, without its ending. */
  name: string;
  head: readonly string[];
  rows: readonly (readonly Cell[])[];
}
