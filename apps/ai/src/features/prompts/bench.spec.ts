import type { BenchCell } from '#libs/contracts';
import { cellsOf } from './bench-cells.js';
import { checksOf } from './bench-checks.js';
import { csvOf } from './bench-csv.js';

describe('the cells of a bench', () => {
  it('are every model with every input, each as often as asked for, each in a place of its own', () => {
    const inputs = ['a', 'b', 'c'].map((name) => ({ name, variables: {} }));
    const cells = cellsOf({ inputs, models: ['x', 'y'], repeats: 2 });
    expect(cells.map(({ position }) => position)).toEqual([...Array(12).keys()]);
    expect(new Set(cells.map(({ model, input, repeat }) => `${model} ${input.name} ${repeat}`)).size).toBe(12);
  });
});

describe('checks', () => {
  const passes = (answer: { text: string; data?: unknown }, expected: Parameters<typeof checksOf>[1]) =>
    checksOf(answer, expected).map(({ check, passed, detail }) => [check, passed, detail]);

  it('compare texts apart from blanks at the ends, and words apart from case', () => {
    expect(passes({ text: ' Yes\n' }, { equals: 'Yes', contains: ['YES'] })).toEqual([
      ['equals', true, ''],
      ['contains', true, ''],
    ]);
    expect(passes({ text: 'No' }, { equals: 'Yes', contains: ['yes', 'n'] })).toEqual([
      ['equals', false, 'expected "Yes", got "No"'],
      ['contains', false, '"yes" is missing'],
    ]);
  });

  it('compare the fields that are wanted, and name those that differ', () => {
    const data = { order: 'A-1', customer: { name: 'Ann', city: 'Ulm' }, items: [1, 2] };
    expect(passes({ text: '', data }, { json: { customer: { name: 'Ann' }, items: [1, 2] } })).toEqual([
      ['json', true, ''],
    ]);
    expect(passes({ text: '', data }, { json: { customer: { name: 'Bob' }, items: [2, 1], total: 5 } })[0]?.[2]).toBe(
      'customer.name: expected "Bob", got "Ann"; items: expected [2,1], got [1,2]; total: expected 5, got nothing',
    );
    expect(passes({ text: '```json\n{"a":null}\n```' }, { json: { a: null } })).toEqual([['json', true, '']]);
    expect(passes({ text: 'hello' }, { json: {} })).toEqual([['json', false, 'the answer is no JSON']]);
    expect(passes({ text: 'null' }, { json: null })).toEqual([['json', true, '']]);
  });

  it('hold an answer against a schema', () => {
    expect(passes({ text: '{"n":"x"}' }, { schema: { properties: { n: { type: 'integer' } } } })).toEqual([
      ['schema', false, 'n must be integer'],
    ]);
  });
});

describe('the table to take away', () => {
  const cell: BenchCell = {
    ...{ model: 'm', input: '=cmd()', repeat: 1, status: 'answered', text: '=HYPERLINK("http://evil")' },
    ...{ checks: [{ check: 'equals', passed: false, detail: '+1' }], passed: false, score: 0.5, reason: '@SUM(A1)' },
    ...{ error: null, usage: null, judgeCostMicros: 7 },
  };

  it('has no cell that a spreadsheet takes for a formula, and numbers that are numbers', () => {
    const [head, row = ''] = csvOf([cell]).split('\r\n');
    expect(head).toMatch(/^input,model,repeat,status,passed/);
    expect(row).toContain(`'=cmd(),m,1,answered,no,equals: +1,0.5,'@SUM(A1)`);
    expect(row).toContain(`"'=HYPERLINK(""http://evil"")"`);
    expect(row).toContain(',7,');
  });
});
