import { z } from 'zod';
import { workflowId } from '#libs/contracts';
import { defineKind } from '../../kit.js';
import '../../kit/form-hints.js';

export const triggerWorkflow = defineKind({
  id: 'trigger.workflow',
  version: 1,
  title: 'After a workflow',
  description: 'Starts when a run of another workflow ends, with its output',
  icon: 'workflow',
  role: 'trigger',
  effect: 'pure',
  ports: ['next'],
  twins: 'both',
  config: z.strictObject({
    workflow: workflowId.meta({ title: 'Workflow', description: 'Id of the workflow whose runs are watched' }),
    on: z.enum(['succeeded', 'failed', 'any']).default('succeeded').meta({
      title: 'When it has',
      description: 'any: also when it was cancelled',
    }),
  }),
  output: z
    .unknown()
    .meta({ description: '{runId, workflowId, workflowName, version, status, output, error}; output up to 64 KiB' }),
});
