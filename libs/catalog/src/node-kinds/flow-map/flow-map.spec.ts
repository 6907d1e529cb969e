import { stepInput } from '../../conformance/step.js';
import { describeNodeKind } from '../../conformance/kind-suite.js';
import { flowMap } from './flow-map.def.js';
import { runFlowMap } from './flow-map.run.js';

describeNodeKind(flowMap, runFlowMap, {
  examples: [
    {
      config: { items: ['a', 'b'], concurrency: 4, result: '{{ item }}' },
      gives: { output: ['a', 'b'], items: 2, concurrency: 4, onItemError: 'fail' },
    },
    { config: { items: [], onItemError: 'collect' }, gives: { output: [], items: 0, onItemError: 'collect' } },
  ],
  invalid: [
    { config: { items: 'a' }, path: 'items' },
    { config: { items: [], concurrency: 0 }, path: 'concurrency' },
    { config: { items: [], onItemError: 'skip' }, path: 'onItemError' },
  ],
});

describe('limit of flow.map', () => {
  it('is named', () => {
    const items = Array.from({ length: 10_001 }, () => 0);
    expect(() => runFlowMap(stepInput({ items, onItemError: 'fail' as const }, []))).toThrow(
      expect.objectContaining({
        code: 'LIMIT_EXCEEDED',
        details: expect.objectContaining({ limit: 'mapItems' }) as object,
      }),
    );
  });
});
