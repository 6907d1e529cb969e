import { z } from 'zod';
import { workflowId } from '#libs/contracts';
import { defineKind } from '../../kit.js';
import '../../kit/form-hints.js';

export const triggerError = defineKind({
  id: 'trigger.error',
  version: 1,
  title: 'Failure of a workflow',
  description: 'Starts when a run of another workflow fails',
  icon: 'siren',
  role: 'trigger',
  effect: 'pure',
  ports: ['next'],
  twins: 'both',
  config: z.strictObject({
    workflow: workflowId
      .optional()
      .meta({ title: 'Workflow', description: 'Id of the one that is watched; every other one when empty' }),
  }),
  output: z.unknown().meta({ description: '{runId, workflowId, workflowName, version, error: {code, message, path}}' }),
});
