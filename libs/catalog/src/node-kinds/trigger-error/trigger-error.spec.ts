import { describeNodeKind } from '../../conformance/kind-suite.js';
import { triggerError } from './trigger-error.def.js';
import { runTriggerError } from './trigger-error.run.js';

describeNodeKind(triggerError, runTriggerError, {
  examples: [
    { config: {}, input: { runId: 'run_1' }, gives: { output: { runId: 'run_1' } } },
    { config: { workflow: 'wf_01h455vb4pex5vsknk084sn02q' }, gives: { output: null } },
  ],
  invalid: [{ config: { workflow: 'Orders' }, path: 'workflow' }],
});
