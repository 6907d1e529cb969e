import { describeNodeKind } from '../../conformance/kind-suite.js';
import { flowWait } from './flow-wait.def.js';
import { runFlowWait } from './flow-wait.run.js';

describeNodeKind(flowWait, runFlowWait, {
  examples: [
    { config: { for: 'PT1H' }, at: 1000, gives: { suspend: { until: 3_601_000 } } },
    { config: { until: '1970-01-01T01:00:00+01:00' }, gives: { suspend: { until: 0 } } },
    { config: { signal: 'paid' }, at: 0, gives: { suspend: { signal: 'paid', deadline: 30 * 86_400_000 } } },
    {
      config: { signal: 'paid', deadline: 'P1D' },
      at: 0,
      gives: { suspend: { signal: 'paid', deadline: 86_400_000 } },
    },
    {
      config: { callback: true, deadline: 'P1D' },
      at: 0,
      gives: { suspend: { signal: 'callback:step', deadline: 86_400_000 } },
    },
  ],
  invalid: [
    { config: {}, path: '' },
    { config: { for: 'PT1H', until: '1970-01-01T00:00:00Z' }, path: '' },
    { config: { for: '1 hour' }, path: 'for' },
  ],
});
