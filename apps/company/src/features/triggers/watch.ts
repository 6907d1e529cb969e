import type { AutomaticTrigger } from '#libs/contracts';
import type { TriggerRow } from './trigger.entity.js';

type Watch = Pick<TriggerRow, 'subject' | 'nextAt'>;

/** What a trigger waits for from `at` (epoch ms) on: a time, or something of a subject. */
const watches: Record<AutomaticTrigger, (config: Record<string, unknown>, at: number) => Watch> = {
  'trigger.webhook': () => ({ subject: null, nextAt: null }),
  'trigger.schedule': () => ({ subject: null, nextAt: null }),
  'trigger.event': () => ({ subject: null, nextAt: null }),
  'trigger.workflow': () => ({ subject: null, nextAt: null }),
  'trigger.error': () => ({ subject: null, nextAt: null }),
};

export const watchOf = (kind: AutomaticTrigger, config: Record<string, unknown>, at: number): Watch =>
  watches[kind](config, at);
