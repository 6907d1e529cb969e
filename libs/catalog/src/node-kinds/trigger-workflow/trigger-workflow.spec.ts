import { describeNodeKind } from '../../conformance/kind-suite.js';
import { triggerWorkflow } from './trigger-workflow.def.js';
import { runTriggerWorkflow } from './trigger-workflow.run.js';

describeNodeKind(triggerWorkflow, runTriggerWorkflow, {
  examples: [
    {
      config: { workflow: 'wf_01h455vb4pex5vsknk084sn02q' },
      input: { status: 'succeeded', output: 1 },
      gives: { output: { status: 'succeeded', output: 1 } },
    },
  ],
  invalid: [
    { config: {}, path: 'workflow' },
    { config: { workflow: 'Orders' }, path: 'workflow' },
    { config: { workflow: 'wf_01h455vb4pex5vsknk084sn02q', on: 'maybe' }, path: 'on' },
  ],
});
