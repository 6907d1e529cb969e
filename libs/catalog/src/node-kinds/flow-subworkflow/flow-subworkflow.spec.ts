import { describeNodeKind } from '../../conformance/kind-suite.js';
import { flowSubworkflow } from './flow-subworkflow.def.js';
import { runFlowSubworkflow } from './flow-subworkflow.run.js';

describeNodeKind(flowSubworkflow, runFlowSubworkflow, {
  examples: [
    {
      config: { workflow: 'Check an invoice', version: 2, input: { id: 7 } },
      use: {
        workflows: {
          call: (request) => {
            expect(request).toEqual({ workflow: 'Check an invoice', version: 2, input: { id: 7 } });
            return Promise.resolve({ runId: 'run_2' });
          },
        },
      },
      gives: { suspend: { child: 'run_2' } },
    },
    {
      config: { workflow: 'wf_1' },
      use: { workflows: { call: () => Promise.resolve({ runId: 'run_2', output: { ok: true } }) } },
      gives: { output: { ok: true } },
    },
  ],
  invalid: [
    { config: {}, path: 'workflow' },
    { config: { workflow: '' }, path: 'workflow' },
    { config: { workflow: 'a', version: 0 }, path: 'version' },
  ],
});
