import { z } from 'zod';
import type { OfferedTool } from './work-source.port.js';

export const resultRequest = z.strictObject({
  id: z.string().min(1).max(64).meta({ description: 'Id of the work, as the tool that began it gave it' }),
});
export const cancelRequest = resultRequest.extend({ reason: z.string().max(500).optional() });

const schemaOf = (schema: z.ZodType): Record<string, unknown> =>
  z.toJSONSchema(schema, { io: 'input' }) as Record<string, unknown>;

/** For clients that cannot wait as long as the work takes. */
export const ownTools = {
  get_result: {
    name: 'get_result',
    title: 'Result of work',
    description:
      'Waits for work that an agent or workflow has begun, up to the time a call may take, and tells how far it is',
    inputSchema: schemaOf(resultRequest),
  },
  cancel_work: {
    name: 'cancel_work',
    title: 'Cancel work',
    description: 'Ends work that an agent or workflow has begun; what it did already stays done',
    inputSchema: schemaOf(cancelRequest),
  },
} as const satisfies Record<string, OfferedTool>;

export const isOwnTool = (name: string): name is keyof typeof ownTools => Object.hasOwn(ownTools, name);
