import { budgetOf } from './budget-question.js';

const details = { budgetId: 'bud_1', budgetName: 'Support', limitMicros: 1000, spentMicros: 900, neededMicros: 50 };
const raiseOf = (more: object) => budgetOf({ ...details, ...more })?.raiseMicros;

describe('the amount that an approval raises by when it names none', () => {
  it('is a tenth of the limit', () => expect(raiseOf({})).toBe(100));
  it('is what the call needs where that is more', () => expect(raiseOf({ neededMicros: 300 })).toBe(300));
  it('covers what was spent beyond the limit as well', () =>
    expect(raiseOf({ spentMicros: 1200, neededMicros: 50 })).toBe(250));
  it('is something, also where neither limit nor price is known', () =>
    expect(raiseOf({ limitMicros: 0, spentMicros: 0, neededMicros: 0 })).toBe(1));
  it('is no more than may be raised at once', () =>
    expect(raiseOf({ limitMicros: 1e15, spentMicros: 3e15 })).toBe(1e15));
});

describe('a refusal that does not tell of its budget', () => {
  it('is no question', () => {
    expect(budgetOf({ detail: 'no' })).toBeUndefined();
    expect(budgetOf({ ...details, budgetId: undefined })).toBeUndefined();
  });
});
