import { describeNodeKind } from '../../conformance/kind-suite.js';
import { flowMerge } from './flow-merge.def.js';
import { runFlowMerge } from './flow-merge.run.js';

describeNodeKind(flowMerge, runFlowMerge, {
  examples: [
    { config: {}, branches: { a: 1, b: null }, gives: { output: { a: 1, b: null } } },
    { config: { mode: 'quorum', n: 2 }, branches: {}, gives: { output: {} } },
  ],
  invalid: [
    { config: { mode: 'most' }, path: 'mode' },
    { config: { mode: 'quorum' }, path: 'n' },
    { config: { mode: 'any', n: 2 }, path: 'n' },
  ],
});

describe('join of flow.merge', () => {
  it.each([
    [{}, { mode: 'all', n: undefined }],
    [{ mode: 'any' }, { mode: 'any', n: undefined }],
    [
      { mode: 'quorum', n: 2 },
      { mode: 'quorum', n: 2 },
    ],
    [
      { mode: '{{ input.mode }}', n: 'x' },
      { mode: 'all', n: undefined },
    ],
  ])('of %j', (config, join) => expect(flowMerge.join?.(config)).toEqual(join));
});
