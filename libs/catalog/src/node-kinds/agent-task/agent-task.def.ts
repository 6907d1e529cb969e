import { z } from 'zod';
import { defineKind } from '../../kit.js';
import { anyValue, jsonSchema, modelText, usageOutput, withData } from '../../kit/fields.js';

const agentTaskOutput = z.object({ answer: z.string(), data: z.unknown().optional(), usage: usageOutput });

export const agentTask = defineKind({
  id: 'agent.task',
  version: 1,
  title: 'Task for an agent',
  description: 'Gives an agent a goal and waits until it is reached',
  icon: 'bot',
  effect: 'idempotent',
  ports: ['next'],
  needs: ['agents'],
  outside: 'told',
  config: z.strictObject({
    agent: z.string().min(1).max(100).optional().meta({
      title: 'Agent',
      description: 'Name or id; the one that is able to do it when none is chosen',
      widget: 'agent',
    }),
    goal: modelText('Goal', 'What the agent should reach').max(10_000),
    input: anyValue('Input', 'What the agent works on').optional(),
    schema: jsonSchema('Schema', 'The result must fit it; it comes as `data`').optional(),
  }),
  output: agentTaskOutput,
  outputSchema: ({ schema }) => withData(agentTaskOutput, schema),
});
