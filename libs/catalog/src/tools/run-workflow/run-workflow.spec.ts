import { describeTool, type ToolFakes } from '../../conformance/tool-suite.js';
import type { RunStand } from '../../kit.js';
import { runWorkflow } from './run-workflow.def.js';
import { runRunWorkflow } from './run-workflow.run.js';

const answering = (stand: RunStand, waitMs: number): ToolFakes => ({
  workflows: {
    run: (request) => {
      expect(request).toMatchObject({ workflow: 'Check', waitMs });
      return Promise.resolve(stand);
    },
  },
});
const done: RunStand = { runId: 'run_1', status: 'succeeded', output: { ok: true } };
const broken: RunStand = { runId: 'run_1', status: 'failed', error: { code: 'X', message: 'no' } };

describeTool(runWorkflow, runRunWorkflow, {
  examples: [
    { input: { workflow: 'Check', input: { n: 1 } }, use: answering(done, 60_000), output: done },
    { input: { workflow: 'Check', waitSeconds: 0 }, use: answering(broken, 0), output: broken },
  ],
  invalid: [{}, { workflow: '' }, { workflow: 'a', waitSeconds: 301 }, { workflow: 'a', input: 'text' }],
});
