import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { InboxFileError, parseInbox, readInbox } from './inbox-file.js';

const message = {
  id: 'm1',
  from: 'ann@example.com',
  subject: 'Hi',
  body: 'One\nTwo',
  receivedAt: '2026-11-12T08:30:00+01:00',
};
const line = (change: object = {}) => JSON.stringify({ ...message, ...change });
const header = 'id,from,subject,body,receivedAt';

const problemsOf = (file: string, text: string): string[] => {
  try {
    parseInbox(file, text);
  } catch (error) {
    if (error instanceof InboxFileError) return error.message.split('\n');
    throw error;
  }
  return [];
};

describe('the sample inbox', () => {
  const folder = resolve(__dirname, '../../../examples/support-triage');
  it('is the same in both formats', async () => {
    const messages = await readInbox(join(folder, 'inbox.jsonl'));
    expect(messages).toHaveLength(40);
    expect(await readInbox(join(folder, 'inbox.csv'))).toEqual(messages);
  });
});

describe('JSON Lines', () => {
  it('reads one message per line, whatever the line ends are', () => {
    expect(parseInbox('a.jsonl', `\uFEFF${line()}\r\n\r\n${line({ id: 'm2', extra: 1 })}\n`)).toEqual([
      message,
      { ...message, id: 'm2' },
    ]);
  });

  it('names line and field of every problem', () => {
    const text = [
      line(),
      line({ id: '' }),
      '{"id": "x"',
      line({ id: 'm4', receivedAt: 'yesterday', subject: 5 }),
      '[1]',
      line(),
    ].join('\n');
    expect(problemsOf('a.jsonl', text)).toEqual([
      'a.jsonl, line 2, id: must not be empty; got ""',
      expect.stringMatching(/^a\.jsonl, line 3: is not valid JSON \(.+\)$/),
      'a.jsonl, line 4, subject: expected a text; got 5',
      'a.jsonl, line 4, receivedAt: expected a time with an offset, such as 2026-11-12T08:30:00Z; got "yesterday"',
      'a.jsonl, line 5: expected a message with id, from, subject, body, receivedAt; got [1]',
      'a.jsonl, line 6, id: "m1" is there twice, first in line 1',
    ]);
  });

  it('says what is missing', () => {
    const { body: _body, ...rest } = message;
    expect(problemsOf('a.jsonl', JSON.stringify(rest))).toEqual(['a.jsonl, line 1, body: is missing']);
  });

  it('explains itself to a JSON list and to an empty file', () => {
    expect(problemsOf('a.json', `[${line()}]`)).toEqual([
      'a.json, line 1: this is a JSON list; expected JSON Lines: one message per line',
    ]);
    expect(problemsOf('a.jsonl', '\n')).toEqual(['a.jsonl, line 1: there is no message']);
  });

  it('shows the first twenty problems', () => {
    const problems = problemsOf('a.jsonl', Array.from({ length: 25 }, () => '{').join('\n'));
    expect(problems).toHaveLength(21);
    expect(problems.at(-1)).toBe('… and 5 more problems');
  });

  it('takes no more than a run can', () => {
    const text = Array.from({ length: 10_001 }, (_, index) => line({ id: `m${index}` })).join('\n');
    expect(problemsOf('a.jsonl', text)).toEqual(['a.jsonl, line 10001: there are 10001 messages; a run takes 10000']);
  });
});

describe('CSV', () => {
  const row = 'm1,ann@example.com,Hi,"One\nTwo",2026-11-12T08:30:00+01:00';
  it('reads columns in any order, cells of several lines, a BOM, and semicolons', () => {
    expect(parseInbox('a.csv', `\uFEFF${header}\n${row}\n\n`)).toEqual([message]);
    expect(parseInbox('a.csv', 'receivedAt;body;subject;from;id;x\r\n2026-11-12T08:30:00Z;"a;b";c;d;e;f')).toEqual([
      { id: 'e', from: 'd', subject: 'c', body: 'a;b', receivedAt: '2026-11-12T08:30:00Z' },
    ]);
  });

  it('names the line where a message begins', () => {
    expect(problemsOf('a.csv', `${header}\n${row}\n${row.replace('2026-11-12T', '12.11.2026 ')}\n`)).toEqual([
      'a.csv, line 4, receivedAt: expected a time with an offset, such as 2026-11-12T08:30:00Z; got "12.11.2026 08:30:00+01:00"',
      'a.csv, line 4, id: "m1" is there twice, first in line 2',
    ]);
  });

  it('names missing columns', () => {
    expect(problemsOf('a.csv', 'id,from,subject,text\n1,2,3,4')).toEqual([
      'a.csv, line 1, body: the header has no such column; it has id, from, subject, text',
      'a.csv, line 1, receivedAt: the header has no such column; it has id, from, subject, text',
    ]);
  });

  it('names broken rows', () => {
    expect(problemsOf('a.csv', `${header}\n${row}\nm2,x`)).toEqual([
      'a.csv, line 4: has 2 cells, the header has 5; is a quotation mark missing?',
    ]);
    expect(problemsOf('a.csv', `${header}\nm1,x,"never closed,b,c\n`)[0]).toMatch(/^a\.csv, line \d: is not valid CSV/);
  });
});

describe('a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'inbox-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is told apart by its first character when the name does not say', () => {
    expect(parseInbox('inbox.txt', line())).toEqual([message]);
    expect(parseInbox('inbox', `${header}\n1,2,3,4,2026-11-12T08:30:00Z`)).toHaveLength(1);
  });

  it('must be UTF-8, and the line that is not is named', async () => {
    const path = join(folder, 'latin.csv');
    writeFileSync(
      path,
      Buffer.concat([
        Buffer.from(`${header}\n1,a,b,c,2026-11-12T08:30:00Z\n2,M`),
        Buffer.from([0xfc]),
        Buffer.from('ller,b,c,d\n'),
      ]),
    );
    await expect(readInbox(path)).rejects.toThrow('latin.csv, line 3: is not UTF-8 text');
  });

  it('must be there', async () => {
    await expect(readInbox(join(folder, 'none.jsonl'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
