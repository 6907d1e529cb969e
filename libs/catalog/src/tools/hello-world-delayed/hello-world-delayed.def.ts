import { z } from 'zod';
import { defineTool } from '../../kit.js';

/** The sample of a tool that takes its time. */
export const helloWorldDelayed = defineTool({
  name: 'hello_world_delayed',
  version: 1,
  title: 'Hello world, later',
  description:
    'A sample of a tool that takes long: greets somebody after a delay. The answer comes later, as the result of a job.',
  icon: 'hand',
  effect: 'idempotent',
  risk: 'low',
  async: true,
  timeoutMs: 3_660_000,
  input: z.strictObject({
    name: z.string().trim().min(1).max(100).default('world').meta({ description: 'Whom to greet' }),
    delaySeconds: z.number().min(0).max(3600).default(5).meta({ description: 'How long to wait; at most an hour' }),
  }),
  output: z.object({
    greeting: z.string(),
    delaySeconds: z.number().meta({ description: 'How long it was asked to wait' }),
  }),
});
