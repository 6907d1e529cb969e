import { implement } from '../../kit.js';
import { triggerSchedule } from './trigger-schedule.def.js';

export const runTriggerSchedule = implement(triggerSchedule, ({ input }) => ({ output: input ?? null }));
