import { describeTool } from '../../conformance/tool-suite.js';
import { evaluateArithmetic } from './arithmetic.js';
import { calculator } from './calculator.def.js';
import { runCalculator } from './calculator.run.js';

describeTool(calculator, runCalculator, {
  examples: [{ input: { expression: '(129.90 - 12.5) * 2' }, output: { result: 234.8 } }],
  invalid: [{}, { expression: '' }, { expression: 5 }, { expression: '1', extra: true }],
  refused: [{ expression: 'process.exit()' }, { expression: '1/0' }, { expression: 'constructor(1)' }],
});

describe('arithmetic', () => {
  it.each([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['2 ^ 3 ^ 2', 512],
    ['-2 ^ 2', -4],
    ['2 ^ -1', 0.5],
    ['0.1 + 0.2', 0.3],
    ['10 % 4', 2],
    ['round(2.345, 2)', 2.35],
    ['max(1, 2, sqrt(16)) - --1', 3],
    ['1e3 + .5', 1000.5],
  ])('%s = %d', (text, value) => expect(evaluateArithmetic(text)).toBe(value));

  it.each([
    ['1 +', 'the expression ends too early'],
    ['(1', 'expected ")" at the end'],
    ['2 $ 3', 'did not understand "$ 3"'],
    ['toString(1)', 'did not expect "tostring"'],
    ['1 2', 'did not expect "2"'],
    ['5 % 0', 'division by zero'],
    ['9 ^ 9999', 'the result is no finite number'],
    ['('.repeat(400), 'more than 100 levels'],
    [`${'2^'.repeat(200)}1`, 'more than 100 levels'],
  ])('refuses %s', (text, message) => expect(() => evaluateArithmetic(text)).toThrow(message));
});
