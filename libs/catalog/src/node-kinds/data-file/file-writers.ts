import { stringify } from 'csv-stringify/sync';
import { AppError } from '#libs/contracts';
import type { FileFormat } from './data-file.def.js';

export interface FileSource {
  rows?: unknown[];
  content?: unknown;
}

interface FileWriter {
  contentType: string;
  /** The file's text. @throws STEP_CONFIG_INVALID when the source does not fit the format */
  write(source: FileSource): string;
}

export const fileWriters: Record<FileFormat, FileWriter> = {
  json: {
    contentType: 'application/json',
    write: ({ rows, content }) => `${JSON.stringify(rows ?? content, null, 2)}\n`,
  },
  jsonl: {
    contentType: 'application/jsonl',
    write: (source) =>
      rowsOf('jsonl', source)
        .map((row) => `${JSON.stringify(row)}\n`)
        .join(''),
  },
  csv: { contentType: 'text/csv; charset=utf-8', write: (source) => toCsv(rowsOf('csv', source)) },
  text: {
    contentType: 'text/plain; charset=utf-8',
    write: ({ rows, content }) => (rows ? rows.map((row) => `${cell(row)}\n`).join('') : textOf('text', content)),
  },
  html: {
    contentType: 'text/html; charset=utf-8',
    write: ({ rows, content }) => (rows ? toTable(rows) : textOf('html', content)),
  },
};

function rowsOf(format: FileFormat, { rows, content }: FileSource): unknown[] {
  const list = rows ?? content;
  if (Array.isArray(list)) return list as unknown[];
  throw misfit('rows', `a ${format} file needs rows: a list`);
}

function textOf(format: FileFormat, content: unknown): string {
  if (typeof content === 'string') return content;
  throw misfit('content', `a ${format} file needs a text, or rows`);
}

const misfit = (path: string, detail: string): AppError =>
  new AppError('STEP_CONFIG_INVALID', { detail, issues: [{ path: `config.${path}`, message: detail }] });

/** RFC 4180, with cells that a spreadsheet would take for a formula made harmless by a leading apostrophe (OWASP, CSV injection). */
function toCsv(rows: unknown[]): string {
  const columns = columnsOf(rows);
  return stringify([columns, ...rows.map((row) => columns.map((name) => csvCell(valueAt(row, name))))], {
    escape_formulas: true,
    record_delimiter: 'windows',
  });
}

/** Numbers stay numbers, so that -5 is not taken for a formula. */
const csvCell = (value: unknown): string | number => (typeof value === 'number' ? value : cell(value));

function toTable(rows: unknown[]): string {
  const columns = columnsOf(rows);
  const line = (tag: string, cells: string[]) =>
    `<tr>${cells.map((text) => `<${tag}>${escape(text)}</${tag}>`).join('')}</tr>`;
  const body = rows.map((row) =>
    line(
      'td',
      columns.map((name) => cell(valueAt(row, name))),
    ),
  );
  return [
    '<!doctype html>',
    '<html><head><meta charset="utf-8"></head><body>',
    '<table>',
    line('th', columns),
    ...body,
    '</table>',
    '</body></html>',
    '',
  ].join('\n');
}

/** Names of all fields, in the order in which they first come. Rows that are no objects have the one column `value`. */
function columnsOf(rows: unknown[]): string[] {
  const names = new Set<string>();
  for (const row of rows) for (const name of isRecord(row) ? Object.keys(row) : ['value']) names.add(name);
  return [...names];
}

function valueAt(row: unknown, name: string): unknown {
  if (!isRecord(row)) return name === 'value' ? row : undefined;
  return Object.hasOwn(row, name) ? row[name] : undefined;
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escape = (text: string): string => text.replace(/[&<>"']/g, (char) => entities[char] ?? char);
