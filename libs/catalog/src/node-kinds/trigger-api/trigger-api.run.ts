import { implement } from '../../kit.js';
import { triggerApi } from './trigger-api.def.js';

export const runTriggerApi = implement(triggerApi, ({ input }) => ({ output: input ?? null }));
