import type { InboxItem } from '#libs/contracts';
import { decide } from './approver.js';
import { resultTable } from './result-table.js';

describe('result table', () => {
  it('shows what was decided, why, time, tokens and cost, one line a message', () => {
    const rows = [
      {
        id: 'msg-001',
        topic: 'refund',
        decision: 'refund approved',
        why: `Classified as refund\nand ${'long '.repeat(60)}`,
        ms: 1234,
        tokens: 320,
        costMicros: 1500,
      },
      { id: 'msg-002', error: { code: 'MODEL_UNAVAILABLE', message: 'The model provider did not answer' } },
    ];
    const lines = resultTable(rows, 110).split('\n');
    expect(lines).toHaveLength(4);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(110);
    expect(lines[2]).toMatch(
      /^msg-001 {4}refund {5}refund approved {3}Classified as refund and .*… {5}1\.2 s {5}320 {3}\$0\.0015$/,
    );
    expect(lines[3]).toContain('failed: MODEL_U…');
  });
});

describe("the second member's decision", () => {
  const item = (facts: Record<string, unknown>) =>
    ({ facts: Object.entries(facts).map(([label, value]) => ({ label, value })) }) as unknown as InboxItem;
  it.each([
    [{ Order: 'HA-10432', Amount: '249 EUR' }, 'approved'],
    [{ Order: 'HA-10432', Amount: '449 EUR' }, 'rejected'],
    [{ Order: null, Amount: '20 EUR' }, 'rejected'],
    [{ Order: 'HA-10432', Amount: 'an unknown amount' }, 'rejected'],
  ])('%j → %s', (facts, decision) => {
    expect(decide(item(facts)).decision).toBe(decision);
  });
});
