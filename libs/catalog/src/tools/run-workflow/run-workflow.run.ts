import { implementTool } from '../../kit.js';
import { runWorkflow } from './run-workflow.def.js';

export const runRunWorkflow = implementTool(runWorkflow, ({ workflow, input, waitSeconds }, { use }) =>
  use.workflows.run({ workflow, input, waitMs: waitSeconds * 1000 }),
);
