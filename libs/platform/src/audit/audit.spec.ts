import { mask, masked } from './masked.js';
import { Once } from './once.js';

describe('what the audit log may keep', () => {
  it('masks by column, by name and by look, at any depth', () => {
    const kept = masked(
      {
        sealed: 'v1.abcdef',
        config: {
          url: 'https://ada:canary-pass@crm.example',
          apiKey: 'canary-key',
          nested: [{ token: 'canary-token' }],
        },
        note: 'Bearer canary-bearer-text',
        name: 'CRM',
        gone: null,
      },
      ['sealed', 'gone'],
    );
    expect(kept).toMatchObject({ sealed: mask, name: 'CRM', gone: null });
    expect(JSON.stringify(kept)).not.toMatch(/canary|v1\./);
  });

  it('cuts what is long, and says how long it was', () => {
    const kept = masked({ text: 'x'.repeat(5000), list: Array.from({ length: 90 }, () => 'y'.repeat(100)) })!;
    expect(kept['text']).toBe(`${'x'.repeat(2000)}… (5000 characters)`);
    expect(String(kept['list']).length).toBeLessThan(2100);
  });

  it('leaves alone what is not there', () => expect(masked(null)).toBeNull());
});

describe('one of many alike', () => {
  it('is the first of its time, and one again when the time is over', () => {
    let now = 0;
    const once = new Once(60_000, () => now);
    expect([once.isFirst('a'), once.isFirst('a'), once.isFirst('b')]).toEqual([true, false, true]);
    now = 60_000;
    expect(once.isFirst('a')).toBe(true);
  });

  it('does not grow for ever', () => {
    const once = new Once(60_000, () => 0);
    for (let n = 0; n < 10_001; n++) once.isFirst(String(n));
    expect(once.isFirst('0')).toBe(true);
    expect(once.isFirst('10000')).toBe(false);
  });
});
