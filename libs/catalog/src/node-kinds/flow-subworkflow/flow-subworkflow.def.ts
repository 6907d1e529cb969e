import { z } from 'zod';
import { defineKind } from '../../kit.js';
import '../../kit/form-hints.js';

export const flowSubworkflow = defineKind({
  id: 'flow.subworkflow',
  version: 1,
  title: 'Sub-workflow',
  description: 'Starts a run of another workflow and waits for its output',
  icon: 'workflow',
  effect: 'idempotent',
  ports: ['next'],
  needs: ['workflows'],
  outside: 'told',
  config: z.strictObject({
    workflow: z.string().min(1).max(200).meta({
      title: 'Workflow',
      description: 'Id or name of a published workflow',
      placeholder: 'Check an invoice',
    }),
    version: z.number().int().min(1).optional().meta({
      title: 'Version',
      description: 'The one that is current when the step runs, when empty',
      advanced: true,
    }),
    input: z.unknown().optional().meta({
      title: 'Input',
      description: 'The input of the run, such as {"order": "{{ item }}"}',
      widget: 'value',
    }),
  }),
  output: z.unknown().meta({ description: 'Output of the run' }),
});
