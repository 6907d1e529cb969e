import { describeNodeKind } from '../../conformance/kind-suite.js';
import { codeRun } from './code-run.def.js';
import { runCodeRun } from './code-run.run.js';

const run = jest.fn(() => Promise.resolve({ value: 3, logs: ['hello'] }));

describeNodeKind(codeRun, runCodeRun, {
  examples: [
    {
      config: { code: 'console.log("hello"); input.a + 1', input: { a: 2 } },
      at: 1000,
      use: { code: { run } },
      gives: { output: 3, logs: ['hello'] },
    },
  ],
  invalid: [
    { config: { code: '' }, path: 'code' },
    { config: {}, path: 'code' },
    { config: { code: '1', timeMs: 60_001 }, path: 'timeMs' },
  ],
});

describe('code.run', () => {
  it('gives the code the time of the event and chance from the key, and takes it as it is written', () => {
    expect(run).toHaveBeenCalledWith({
      code: 'console.log("hello"); input.a + 1',
      input: { a: 2 },
      timeMs: 10_000,
      now: 1000,
      seed: 'key',
    });
    expect(codeRun.literalFields).toEqual(['code']);
  });
});
