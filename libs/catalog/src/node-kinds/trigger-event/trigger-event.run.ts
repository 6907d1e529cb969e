import { implement } from '../../kit.js';
import { triggerEvent } from './trigger-event.def.js';

export const runTriggerEvent = implement(triggerEvent, ({ input }) => ({ output: input ?? null }));
