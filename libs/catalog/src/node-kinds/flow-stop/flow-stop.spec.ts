import { describeNodeKind } from '../../conformance/kind-suite.js';
import { flowStop } from './flow-stop.def.js';
import { runFlowStop } from './flow-stop.run.js';

describeNodeKind(flowStop, runFlowStop, {
  examples: [
    { config: {}, gives: { output: null, stop: 'succeeded' } },
    {
      config: { outcome: 'failed', message: 'no stock', output: { left: 0 } },
      gives: { output: { left: 0 }, stop: 'failed', message: 'no stock' },
    },
  ],
  invalid: [{ config: { outcome: 'cancelled' }, path: 'outcome' }],
});
