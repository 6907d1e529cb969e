import { z } from 'zod';
import { route } from './route.js';

/** `{{ run.callbacks.<id of the wait> }}` of a step before the wait gives the address. */
export const postCallback = route({
  method: 'POST',
  path: '/callbacks/:token',
  permission: 'public',
  tag: 'triggers',
  summary: 'Lets a step go on that waits for another system; the body becomes its output. Signed by us, used once',
  params: z.object({ token: z.string().max(800) }),
  headers: z.object({ 'content-type': z.string().optional() }),
  body: z.instanceof(Uint8Array).optional(),
  raw: true,
  responses: { 202: z.object({ accepted: z.literal(true) }) },
  problems: ['CALLBACK_NOT_FOUND', 'CALLBACK_USED', 'CALLBACK_GONE', 'MALFORMED_JSON', 'UNSUPPORTED_MEDIA_TYPE'],
});

export const callbackRoutes = { postCallback };
