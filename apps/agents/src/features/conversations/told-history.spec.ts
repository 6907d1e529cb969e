import { chatOf, nothingTold, tellOn, type ToldHistory } from './told-history.js';

type Row = Parameters<typeof tellOn>[1];
const row = (seq: number, role: Row['role'], content: string, more: Partial<Row> = {}): Row => ({
  ...{ seq, role, content, kind: 'message', extra: {}, jobId: null },
  ...more,
});
const history = (...rows: Row[]): ToldHistory => rows.reduce(tellOn, nothingTold);

describe('a conversation as a model is told it', () => {
  it('leaves out why there was no answer', () => {
    const told = history(row(1, 'user', 'a'), row(2, 'assistant', 'broken', { kind: 'error' }), row(3, 'user', 'b'));
    expect(chatOf(told)).toEqual([
      { role: 'user', content: 'a' },
      { role: 'user', content: 'b' },
    ]);
    expect(told.through).toBe(3);
  });

  it('is a summary and what it does not cover, whenever the summary came', () => {
    const told = history(
      row(1, 'user', 'old'),
      row(2, 'assistant', 'old too'),
      row(3, 'user', 'new'),
      row(4, 'assistant', 'short', { kind: 'summary', extra: { coversThrough: 2 } }),
      row(5, 'assistant', 'newer'),
    );
    expect(chatOf(told).map(({ content }) => content)).toEqual(['<summary>\nshort\n</summary>', 'new', 'newer']);
    const older = row(6, 'assistant', 'late', { kind: 'summary', extra: { coversThrough: 1 } });
    expect(tellOn(told, older)).toEqual({ ...told, through: 6 });
  });

  it('tells each result as the answer to a call, after the answer that began it or on its own', () => {
    const jobs = [
      { id: 'job_1', tool: 'slow', input: { n: 1 } },
      { id: 'job_2', tool: 'slow', input: { n: 2 } },
    ];
    const told = chatOf(
      history(
        row(1, 'user', 'go'),
        row(2, 'assistant', 'started', { extra: { jobs } }),
        row(3, 'tool', 'two', { jobId: 'job_2', extra: { tool: 'slow', input: { n: 2 } } }),
        row(4, 'tool', 'one', { jobId: 'job_1', extra: { tool: 'slow', input: { n: 1 } } }),
        row(5, 'assistant', 'both are there'),
      ),
    );
    expect(told.map(({ role }) => role).join(' ')).toBe(
      'user assistant tool tool assistant tool assistant tool assistant',
    );
    // Providers refuse a result without its call, and a call without its result.
    const called = told.flatMap((each) =>
      each.role === 'assistant' ? (each.toolCalls ?? []).map(({ id }) => id) : [],
    );
    const answered = told.flatMap((each) => (each.role === 'tool' ? [each.toolCallId] : []));
    expect(answered).toEqual(called);
    expect(new Set(called).size).toBe(4);
    expect(told[4]).toMatchObject({ content: 'started', toolCalls: [{ name: 'slow', input: { n: 2 } }] });
  });
});
