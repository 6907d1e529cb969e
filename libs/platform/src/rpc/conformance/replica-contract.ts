import { rpc } from '#libs/contracts';
import { z } from 'zod';
import { identitiesOf } from '../service-identity.js';

/** Takes `ms` and answers which process it was. */
export const work = rpc({
  service: 'ai',
  method: 'ai.work',
  permission: 'service',
  timeoutMs: 5000,
  request: z.object({ key: z.string(), ms: z.number() }),
  response: z.object({ pid: z.number() }),
});

export const replicaIdentities = identitiesOf(Buffer.alloc(32, 9));
