import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { docxFiles, docxHeading, docxParagraph, pdfOf, pdfWith, zipOf } from '../testing/made-files.js';
import type { DocumentType } from './document-type.js';
import { readDocument } from './read-document.js';

const read = (type: DocumentType, content: string | Uint8Array) =>
  readDocument({ type, bytes: typeof content === 'string' ? Buffer.from(content) : content });
const samples = join(__dirname, '../../../../../../node_modules/mammoth/test/test-data');
const sample = (name: string) => readFileSync(join(samples, name));
const megabytes = (count: number) => Buffer.alloc(count * 1024 * 1024, ' ');

beforeAll(async () => {
  // The thread that reads is there before time is taken.
  await read('pdf', pdfOf([['warm']]));
}, 120_000);

describe('reading documents', () => {
  it('reads a PDF page by page', async () => {
    const document = await read('pdf', pdfOf([['Returns are free.', 'Within 30 days.'], ['Shipping takes two days.']]));
    expect(document.pages).toBe(2);
    expect(document.blocks).toEqual([
      { text: 'Returns are free.', page: 1 },
      { text: 'Within 30 days.', page: 1 },
      { text: 'Shipping takes two days.', page: 2 },
    ]);
  });

  it('reads Word with its headings', async () => {
    const body =
      docxHeading('Returns') + docxParagraph('Within 30 days.') + docxHeading('Abroad', 2) + docxParagraph('Ask us.');
    expect((await read('docx', zipOf(docxFiles(body)))).blocks).toEqual([
      { text: 'Returns', level: 1 },
      { text: 'Within 30 days.' },
      { text: 'Abroad', level: 2 },
      { text: 'Ask us.' },
    ]);
  });

  it('reads what Word itself wrote', async () => {
    const { blocks } = await read('docx', sample('single-paragraph.docx'));
    expect(blocks.map(({ text }) => text)).toEqual(['Walking on imported air']);
    const table = await read('docx', sample('tables.docx'));
    expect(table.blocks.map(({ text }) => text).join('\n')).toContain('Top left');
  });

  it('says when there is nothing in it', async () => {
    await expect(read('docx', sample('empty.docx'))).rejects.toMatchObject({ code: 'KNOWLEDGE_EMPTY' });
    await expect(read('pdf', pdfOf([[]]))).rejects.toMatchObject({ code: 'KNOWLEDGE_EMPTY' });
  });

  it('says what is damaged', async () => {
    for (const [type, content] of [
      ['pdf', '%PDF-1.4 nonsense'],
      ['docx', 'PK\u0003\u0004 nonsense'],
      ['docx', zipOf({ 'hello.xml': '<a/>' })],
      ['json', '{"a": '],
      ['json', '{"a": 1}\n{"b": '],
    ] as const)
      await expect(read(type, content)).rejects.toMatchObject({ code: 'KNOWLEDGE_UNREADABLE' });
  });
});

/** Within a second (three on a machine that does much else), and without the memory that the bomb wants. */
async function defused(attempt: () => Promise<unknown>, code: string): Promise<void> {
  const before = process.memoryUsage.rss();
  const began = performance.now();
  await expect(attempt()).rejects.toMatchObject({ code });
  expect(performance.now() - began).toBeLessThan(3000);
  expect(process.memoryUsage.rss() - before).toBeLessThan(300 * 1024 * 1024);
}

describe('A13: bombs', () => {
  const blank = megabytes(150);

  it('a Word document that unpacks to gigabytes', async () => {
    const bomb = zipOf({ ...docxFiles(''), 'word/styles.xml': blank });
    expect(bomb.byteLength).toBeLessThan(1024 * 1024);
    await defused(() => read('docx', bomb), 'LIMIT_EXCEEDED');
  });

  it('one that lies about its size', async () => {
    const liar = zipOf({ ...docxFiles(''), 'word/document.xml': megabytes(500) }, 100);
    await defused(() => read('docx', liar), 'LIMIT_EXCEEDED');
  });

  it('one of many files that are each small enough', async () => {
    const parts = Object.fromEntries(Array.from({ length: 8 }, (_, nth) => [`word/part${nth}.xml`, megabytes(10)]));
    const bomb = zipOf({ ...docxFiles(''), ...parts });
    await defused(() => read('docx', bomb), 'LIMIT_EXCEEDED');
  });

  it('entities that stand for each other', async () => {
    const laughs = `<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>`;
    const bomb = zipOf(docxFiles(docxParagraph('&b;'), laughs));
    await defused(() => read('docx', bomb), 'KNOWLEDGE_UNREADABLE');
  });

  it('a PDF whose page unpacks to gigabytes, once and twice packed', async () => {
    const once = deflateSync(blank);
    const [plain, twice] = [pdfWith([once]), pdfWith([deflateSync(once)])];
    await defused(() => read('pdf', plain), 'LIMIT_EXCEEDED');
    await defused(() => read('pdf', twice), 'LIMIT_EXCEEDED');
  });

  it('a PDF of endless pages', async () => {
    const page = deflateSync('BT ET');
    const bomb = pdfWith(Array.from({ length: 2100 }, () => page));
    await defused(() => read('pdf', bomb), 'LIMIT_EXCEEDED');
  });

  it('a file that is too large for its type', async () => {
    const large = megabytes(33);
    for (const type of ['pdf', 'docx', 'html', 'markdown', 'text', 'csv', 'json'] as const)
      await defused(() => read(type, large), 'LIMIT_EXCEEDED');
  });

  it('JSON that nests without end', async () => {
    const bomb = '['.repeat(1_000_000) + ']'.repeat(1_000_000);
    await defused(() => read('json', bomb), 'LIMIT_EXCEEDED');
  });

  it('a table of endless columns, and one that never closes its quotes', async () => {
    const columns = 'a,'.repeat(1_000_000);
    await defused(() => read('csv', columns), 'LIMIT_EXCEEDED');
    const columnsOfOwn = `${'a,'.repeat(2000)}\n1,2`;
    await defused(() => read('csv', columnsOfOwn), 'LIMIT_EXCEEDED');
    const quote = `a,b\n"${'x'.repeat(4_000_000)}`;
    await defused(() => read('csv', quote), 'KNOWLEDGE_UNREADABLE');
  });

  it('a page that nests without end', async () => {
    const bomb = `${'<div>'.repeat(1_000_000)}Down here`;
    await defused(() => read('html', bomb), 'LIMIT_EXCEEDED');
    const hidden = `${'<nav>'.repeat(1_000_000)}Down here`;
    await defused(() => read('html', hidden), 'LIMIT_EXCEEDED');
  });
});
