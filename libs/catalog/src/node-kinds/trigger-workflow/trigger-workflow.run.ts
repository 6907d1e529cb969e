import { implement } from '../../kit.js';
import { triggerWorkflow } from './trigger-workflow.def.js';

export const runTriggerWorkflow = implement(triggerWorkflow, ({ input }) => ({ output: input ?? null }));
