import { parse } from 'csv-parse';
import { breathe, tidy, type Block, type ReadDocument } from './blocks.js';
import { tooLarge, unreadable } from './unreadable.js';

const most = { rows: 100_000, columns: 500, recordChars: 200_000 };
const piece = 64 * 1024;

/** A row of a table says what each of its cells is: `Product: Kettle; Price: 30`. */
export async function readCsv(text: string): Promise<ReadDocument> {
  const blocks: Block[] = [];
  let head: string[] | undefined;
  const parser = parse({
    delimiter: delimiterOf(text),
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
    bom: true,
    max_record_size: most.recordChars,
  });
  const failed = new Promise<never>((_, fail) => parser.once('error', fail));
  failed.catch(() => undefined);
  const take = () => {
    for (let row = parser.read() as string[] | null; row !== null; row = parser.read() as string[] | null) {
      if (!head) {
        if (row.length > most.columns)
          throw tooLarge(`${row.length} columns`, String(most.columns), 'document.columns');
        head = row.map((cell, index) => tidy(cell) || `${index + 1}`);
        continue;
      }
      if (blocks.length >= most.rows) throw tooLarge(`more than ${most.rows} rows`, String(most.rows), 'document.rows');
      const told = row
        .map((cell, index) => [head![index] ?? `${index + 1}`, tidy(cell)])
        .filter(([, cell]) => cell !== '');
      if (told.length > 0) blocks.push({ text: told.map(([name, cell]) => `${name}: ${cell}`).join('; ') });
    }
  };
  try {
    for (let at = 0; at < text.length; at += piece) {
      parser.write(text.slice(at, at + piece));
      await Promise.race([breathe(), failed]);
      take();
    }
    const ended = new Promise<void>((done) => parser.once('end', done));
    parser.end();
    await Promise.race([breathe(), failed]);
    take();
    await Promise.race([ended, failed]);
  } catch (error) {
    parser.destroy();
    if (error instanceof Error && error.name === 'AppError') throw error;
    throw unreadable('it is no table of comma-separated values', error);
  }
  return { title: '', blocks, pages: null };
}

/** Of the first line, as far as it is looked at. */
const looked = 100_000;

/** The one of which the first line has most. @throws LIMIT_EXCEEDED for a line that has more than any table */
function delimiterOf(text: string): string {
  const end = text.slice(0, looked).search(/[\r\n]/);
  const line = text.slice(text.startsWith('\ufeff') ? 1 : 0, end < 0 ? looked : end);
  const count = (sign: string) => line.split(sign).length;
  const delimiter = [',', ';', '\t', '|'].reduce((best, sign) => (count(sign) > count(best) ? sign : best));
  // A13: some may stand in quotes, but not so many.
  if (count(delimiter) > 20 * most.columns)
    throw tooLarge('too many columns', String(most.columns), 'document.columns');
  return delimiter;
}
