type Row = Record<string, unknown>;

const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null && !Array.isArray(value);
const isRows = (value: unknown): value is Row[] => Array.isArray(value) && value.length > 0 && value.every(isRow);

/** The list of objects that a value is, or is the wrapping of; null when a table would show nothing. */
export function rowsOf(value: unknown): Row[] | null {
  if (isRows(value)) return value;
  if (!isRow(value)) return null;
  const lists = Object.values(value).filter(isRows);
  return lists.length === 1 ? (lists[0] ?? null) : null;
}

/** The fields of the rows, those of the first rows first, at most `most`. */
export function columnsOf(rows: readonly Row[], most = 12): string[] {
  const names = new Set<string>();
  for (const row of rows.slice(0, 50)) for (const name of Object.keys(row)) names.add(name);
  return [...names].slice(0, most);
}

/** One cell: text as it is, the rest as JSON. */
export const cellText = (value: unknown): string =>
  value === undefined || value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value);
