import { leadGeneration as agentTemplate } from '../agent-templates/lead-generation.def.js';
import type { TemplateDef } from './template.js';
import { defineTemplate, searchSetting } from './template.js';

export const leadGeneration = defineTemplate({
  id: 'lead-generation',
  title: 'Lead generation',
  description: agentTemplate.description,
  agents: [agentTemplate.agent as TemplateDef['agents'][number]],
  needs: [searchSetting],
  parameters: [
    {
      id: 'model',
      title: 'Model',
      help: 'One that can call tools; left out, the company’s routing chooses',
      type: 'model',
      default: null,
      at: [{ part: 'agent', agent: 'lead', path: 'model' }],
    },
    {
      id: 'people',
      title: 'Who is told',
      help: 'E-mail addresses, or role:operator, role:admin, role:owner',
      type: 'people',
      default: ['role:operator'],
      at: [{ part: 'workflow', node: 'tell', path: 'to' }],
    },
  ],
  definition: {
    schemaVersion: 1,
    inputs: {
      type: 'object',
      required: ['profile'],
      properties: {
        profile: { type: 'object', title: 'Profile', description: 'industries, countries, employees, roles, keywords' },
        count: { type: 'integer', minimum: 1, maximum: 100, default: 20, title: 'How many' },
        minScore: { type: 'number', minimum: 0, maximum: 100, default: 40, title: 'Lowest score' },
      },
    },
    nodes: [
      { id: 'start', kind: 'trigger.manual', name: 'Whom to look for', config: {} },
      { id: 'called', kind: 'trigger.api', name: 'Started by a program', config: {} },
      {
        id: 'look',
        kind: 'agent.task',
        name: 'Find, complete and score',
        config: { agent: 'lead', goal: 'Find leads that fit the profile', input: '{{ input }}' },
      },
      {
        id: 'tell',
        kind: 'notify.message',
        name: 'Tell sales',
        config: { to: ['role:operator'], subject: 'New leads', text: '{{ steps.look.output.answer }}' },
      },
    ],
    edges: [
      { from: 'start', to: 'look' },
      { from: 'called', to: 'look' },
      { from: 'look', to: 'tell' },
    ],
  },
  example: agentTemplate.example.input,
});
