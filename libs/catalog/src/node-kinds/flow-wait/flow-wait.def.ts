import { z } from 'zod';
import { defineKind, duration, instant } from '../../kit.js';

export const flowWait = defineKind({
  id: 'flow.wait',
  version: 1,
  title: 'Wait',
  description: 'Waits for a while, until a time, or for a signal, without holding a worker',
  icon: 'timer',
  effect: 'pure',
  ports: ['next', 'expired'],
  yieldsPlace: true,
  // A signal is sent by people and programs of the company, a callback by another system.
  outside: (config) => 'callback' in config,
  config: z.union([
    z.strictObject({ for: duration().meta({ title: 'Wait for' }) }).meta({ title: 'A while' }),
    z.strictObject({ until: instant().meta({ title: 'Until' }) }).meta({ title: 'Until a time' }),
    z
      .strictObject({
        signal: z.string().min(1).max(200).meta({ title: 'Signal', description: 'Name, as in POST /runs/:id/signal' }),
        deadline: duration().default('P30D').meta({ title: 'At most', description: 'Then the way is `expired`' }),
      })
      .meta({ title: 'For a signal' }),
    z
      .strictObject({
        callback: z.literal(true).meta({
          title: 'Callback',
          description: 'Another system posts to {{ run.callbacks.<id of this step> }}, which a step before sends to it',
        }),
        deadline: duration().default('P30D').meta({ title: 'At most', description: 'Then the way is `expired`' }),
      })
      .meta({ title: 'For another system' }),
  ]),
  output: z.unknown().meta({ description: 'Payload of the signal or callback, or null' }),
});
