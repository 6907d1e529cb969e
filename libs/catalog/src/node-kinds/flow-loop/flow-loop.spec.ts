import { describeNodeKind } from '../../conformance/kind-suite.js';
import { flowLoop } from './flow-loop.def.js';
import { runFlowLoop } from './flow-loop.run.js';

const begins = { output: { result: null, count: 0 }, more: true };

describeNodeKind(flowLoop, runFlowLoop, {
  examples: [
    {
      config: { until: '{{ item.done }}', maxIterations: 5, result: '{{ steps.try.output }}' },
      gives: { ...begins, items: 5, onItemError: 'fail' },
    },
    {
      config: { while: '{{ index < 3 }}', onItemError: 'collect' },
      gives: { ...begins, items: 100, onItemError: 'collect' },
    },
  ],
  invalid: [
    { config: { maxIterations: 3 }, path: 'while' },
    { config: { while: '{{ true }}', until: '{{ true }}' }, path: 'while' },
    { config: { until: 'done' }, path: 'until' },
    { config: { until: true, maxIterations: 0 }, path: 'maxIterations' },
    { config: { until: true, maxIterations: 10_001 }, path: 'maxIterations' },
    { config: { until: true, onItemError: 'skip' }, path: 'onItemError' },
  ],
});
