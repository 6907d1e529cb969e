import { z } from 'zod';
import { defineTool } from '../../kit.js';

export const runWorkflow = defineTool({
  name: 'run_workflow',
  version: 1,
  title: 'Run a workflow',
  description:
    'Starts a published workflow of the company with an input and waits for its output. When it takes longer than the wait, its status and run id are given instead.',
  icon: 'workflow',
  effect: 'idempotent',
  risk: 'high',
  outside: true,
  needs: ['workflows'],
  timeoutMs: 330_000,
  input: z.strictObject({
    workflow: z.string().min(1).max(200).meta({ description: 'Name or id of the workflow' }),
    input: z.record(z.string(), z.unknown()).default({}).meta({ description: 'Input of the run' }),
    waitSeconds: z.number().int().min(0).max(300).default(60).meta({ description: 'How long to wait for its end' }),
  }),
  output: z.object({
    runId: z.string(),
    status: z.string().meta({ description: 'succeeded, failed, cancelled; else it goes on' }),
    output: z.unknown().optional().meta({ description: 'When it succeeded' }),
    error: z.object({ code: z.string(), message: z.string() }).optional(),
  }),
});
