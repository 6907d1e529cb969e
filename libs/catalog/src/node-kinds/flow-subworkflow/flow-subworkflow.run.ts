import { implement } from '../../kit.js';
import { flowSubworkflow } from './flow-subworkflow.def.js';

/** The run is created in the commit that lets the step wait; a repeat finds it, also when it has ended meanwhile. */
export const runFlowSubworkflow = implement(flowSubworkflow, async ({ config, use }) => {
  const called = await use.workflows.call(config);
  return 'output' in called ? { output: called.output } : { suspend: { child: called.runId } };
});
