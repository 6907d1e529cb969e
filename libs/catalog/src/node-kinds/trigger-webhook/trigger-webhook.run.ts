import { implement } from '../../kit.js';
import { triggerWebhook } from './trigger-webhook.def.js';

export const runTriggerWebhook = implement(triggerWebhook, ({ input }) => ({ output: input ?? null }));
