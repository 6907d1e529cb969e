import { implement } from '../../kit.js';
import { triggerManual } from './trigger-manual.def.js';

export const runTriggerManual = implement(triggerManual, ({ input }) => ({ output: input ?? null }));
