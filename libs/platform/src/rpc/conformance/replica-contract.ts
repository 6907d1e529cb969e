import { rpc } from '#libs/contracts';
import { z } from 'zod';
import { hmacSignature } from '../signature.js';

/** Takes `ms` and answers which process it was. */
export const work = rpc({
  service: 'ai',
  method: 'ai.work',
  permission: 'service',
  timeoutMs: 5000,
  request: z.object({ key: z.string(), ms: z.number() }),
  response: z.object({ pid: z.number() }),
});

export const replicaSignature = hmacSignature(Buffer.alloc(32, 9));
