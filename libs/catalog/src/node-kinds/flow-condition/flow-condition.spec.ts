import { describeNodeKind } from '../../conformance/kind-suite.js';
import { flowCondition } from './flow-condition.def.js';
import { runFlowCondition } from './flow-condition.run.js';

describeNodeKind(flowCondition, runFlowCondition, {
  examples: [
    { config: { if: true }, gives: { output: { result: true }, port: 'true' } },
    { config: { if: false }, gives: { output: { result: false }, port: 'false' } },
  ],
  invalid: [
    { config: { if: 'true' }, path: 'if' },
    { config: { if: 0 }, path: 'if' },
    { config: {}, path: 'if' },
  ],
});
