import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { CsvError, parse } from 'csv-parse/sync';
import { z } from 'zod';

/** The limits are those of the sample workflow's input. */
const inboxMessage = z.object({
  id: z.string().min(1, 'must not be empty').max(100, 'is longer than 100 characters'),
  from: z.string().max(320, 'is longer than 320 characters'),
  subject: z.string().max(1000, 'is longer than 1000 characters'),
  body: z.string().max(100_000, 'is longer than 100000 characters'),
  receivedAt: z.iso.datetime({ offset: true, error: 'expected a time with an offset, such as 2026-11-12T08:30:00Z' }),
});
export type InboxMessage = z.output<typeof inboxMessage>;

const fields = Object.keys(inboxMessage.shape);
const most = { messages: 10_000, problems: 20, shown: 40 };

export interface InboxProblem {
  /** From 1; where the message begins. */
  line: number;
  field?: string;
  message: string;
}

/** Everything that is wrong with a file, at once; no message of it is used. */
export class InboxFileError extends Error {
  override readonly name = 'InboxFileError';

  constructor(
    readonly file: string,
    readonly problems: InboxProblem[],
  ) {
    const shown = problems.slice(0, most.problems).map((problem) => `${file}, ${placeOf(problem)}: ${problem.message}`);
    const rest = problems.length - shown.length;
    super([...shown, ...(rest > 0 ? [`… and ${rest} more problems`] : [])].join('\n'));
  }
}

const placeOf = ({ line, field }: InboxProblem): string => (field ? `line ${line}, ${field}` : `line ${line}`);

/**
 * Reads an inbox file: JSON Lines or CSV with a header, UTF-8, with id, from, subject, body and receivedAt. Other fields are ignored.
 * @throws InboxFileError naming line and field of every problem; the file system's error when the file cannot be read
 */
export async function readInbox(path: string): Promise<InboxMessage[]> {
  const file = basename(path);
  const bytes = await readFile(path);
  try {
    return parseInbox(file, new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    if (error instanceof InboxFileError) throw error;
    throw new InboxFileError(file, [{ line: lineOfBadByte(bytes), message: 'is not UTF-8 text' }]);
  }
}

/** The same for a text. The name decides the format: `.csv`, `.jsonl`, `.ndjson`; with another one, the first character does. */
export function parseInbox(file: string, text: string): InboxMessage[] {
  const problems: InboxProblem[] = [];
  const rows = isCsv(file, text) ? csvRows(file, text) : jsonRows(text, problems);
  const seen = new Map<string, number>();
  const messages = rows.flatMap(({ line, value }) => {
    const message = inboxMessage.safeParse(value);
    if (!message.success) problems.push(...message.error.issues.map((issue) => toProblem(line, value, issue)));
    const id = idOf(value);
    const first = id === undefined ? undefined : seen.get(id);
    if (first !== undefined)
      problems.push({ line, field: 'id', message: `"${id}" is there twice, first in line ${first}` });
    else if (id !== undefined) seen.set(id, line);
    return message.success ? [message.data] : [];
  });
  if (rows.length === 0 && problems.length === 0) problems.push({ line: 1, message: 'there is no message' });
  if (rows.length > most.messages) {
    problems.push({
      line: rows[most.messages]!.line,
      message: `there are ${rows.length} messages; a run takes ${most.messages}`,
    });
  }
  if (problems.length > 0)
    throw new InboxFileError(
      file,
      problems.sort((a, b) => a.line - b.line),
    );
  return messages;
}

interface Row {
  line: number;
  value: unknown;
}

function isCsv(file: string, text: string): boolean {
  if (/\.csv$/i.test(file)) return true;
  if (/\.(jsonl|ndjson|json)$/i.test(file)) return false;
  return !/^\uFEFF?\s*[{[]/.test(text);
}

function jsonRows(text: string, problems: InboxProblem[]): Row[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  if (/^\s*\[/.test(text)) {
    problems.push({ line: 1, message: 'this is a JSON list; expected JSON Lines: one message per line' });
    return [];
  }
  return lines.flatMap((source, index) => {
    if (source.trim() === '') return [];
    try {
      return [{ line: index + 1, value: JSON.parse(source) as unknown }];
    } catch (error) {
      problems.push({ line: index + 1, message: `is not valid JSON (${(error as Error).message})` });
      return [];
    }
  });
}

interface CsvRecord {
  record: string[];
  /** `lines`: where the record ends. */
  info: { lines: number };
}

/** @throws InboxFileError when the table itself is broken: then nothing below can be trusted */
function csvRows(file: string, text: string): Row[] {
  const [head, ...rest] = csvRecords(file, text);
  const names = head?.record.map((name) => name.trim()) ?? [];
  const missing = fields.filter((field) => !names.includes(field));
  if (missing.length > 0) {
    const found = names.filter((name) => name !== '').join(', ') || 'nothing';
    throw new InboxFileError(
      file,
      missing.map((field) => ({ line: 1, field, message: `the header has no such column; it has ${found}` })),
    );
  }
  let line = (head?.info.lines ?? 0) + 1;
  return rest.flatMap(({ record, info }) => {
    const start = line;
    line = info.lines + 1;
    if (record.length === 1 && record[0]?.trim() === '') return [];
    if (record.length !== names.length) {
      const message = `has ${record.length} cells, the header has ${names.length}; is a quotation mark missing?`;
      throw new InboxFileError(file, [{ line: start, message }]);
    }
    return [{ line: start, value: Object.fromEntries(names.map((name, index) => [name, record[index]])) }];
  });
}

function csvRecords(file: string, text: string): CsvRecord[] {
  try {
    const options = { bom: true, info: true, relax_column_count: true, delimiter: delimiterOf(text) } as const;
    return parse(text, options) as unknown as CsvRecord[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error['lines'] === 'number' ? error['lines'] : 1;
    throw new InboxFileError(file, [{ line, message: `is not valid CSV (${error.message})` }]);
  }
}

/** Spreadsheets of some countries write semicolons. The header tells. */
function delimiterOf(text: string): ',' | ';' | '\t' {
  const header = text.slice(0, text.search(/\r?\n|$/));
  if (header.includes(',')) return ',';
  return header.includes(';') ? ';' : header.includes('\t') ? '\t' : ',';
}

function toProblem(line: number, value: unknown, issue: z.core.$ZodIssue): InboxProblem {
  const field = issue.path[0] === undefined ? undefined : String(issue.path[0]);
  if (field === undefined)
    return { line, message: `expected a message with ${fields.join(', ')}; got ${shown(value)}` };
  const met = (value as Record<string, unknown>)[field];
  if (met === undefined) return { line, field, message: 'is missing' };
  const message = typeof met === 'string' ? issue.message : 'expected a text';
  return { line, field, message: `${message}; got ${shown(met)}` };
}

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > most.shown ? `${text.slice(0, most.shown)}…` : text;
}

function idOf(value: unknown): string | undefined {
  const id = typeof value === 'object' && value !== null ? (value as { id?: unknown }).id : undefined;
  return typeof id === 'string' && id !== '' ? id : undefined;
}

/** Counts the lines before the first byte that cannot be decoded. */
function lineOfBadByte(bytes: Buffer): number {
  let line = 1;
  for (let start = 0; start < bytes.length; line++) {
    const end = bytes.indexOf(10, start);
    const slice = bytes.subarray(start, end < 0 ? bytes.length : end);
    if (slice.toString('utf8').includes('\uFFFD') && !slice.includes(Buffer.from('\uFFFD'))) return line;
    if (end < 0) return line;
    start = end + 1;
  }
  return line;
}
