import { implement } from '../../kit.js';
import { triggerError } from './trigger-error.def.js';

export const runTriggerError = implement(triggerError, ({ input }) => ({ output: input ?? null }));
