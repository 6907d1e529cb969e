import { defineTemplate, peopleOf } from './template.js';

export const approvalWithLimit = defineTemplate({
  id: 'approval-with-limit',
  title: 'Approval with a limit',
  description: 'Small amounts go on, large ones ask a person',
  parameters: [
    peopleOf('signOff', 'Who approves', ['role:admin'], 'assignees'),
    peopleOf('tell', 'Who is told', ['role:operator']),
  ],
  definition: {
    schemaVersion: 1,
    inputs: {
      type: 'object',
      required: ['what', 'amount'],
      properties: {
        what: { type: 'string', title: 'What' },
        amount: { type: 'number', title: 'Amount' },
        reason: { type: 'string', title: 'Reason', format: 'textarea' },
      },
    },
    nodes: [
      { id: 'start', kind: 'trigger.manual', name: 'Request', config: {}, position: { x: 0, y: 0 } },
      {
        id: 'large',
        kind: 'flow.condition',
        name: 'Large amount?',
        config: { if: '{{ input.amount > 500 }}' },
        position: { x: 280, y: 0 },
      },
      {
        id: 'signOff',
        kind: 'human.approval',
        name: 'Sign-off',
        config: {
          title: 'Approve {{ input.what }} for {{ input.amount }}?',
          facts: { what: '{{ input.what }}', amount: '{{ input.amount }}', reason: '{{ input.?reason.orValue("–") }}' },
          assignees: ['role:admin'],
          deadline: 'P3D',
        },
        position: { x: 560, y: -168 },
      },
      {
        id: 'tell',
        kind: 'notify.message',
        name: 'Say that it may go on',
        config: { to: ['role:operator'], text: '{{ input.what }} for {{ input.amount }} may go on.' },
        position: { x: 840, y: 0 },
      },
    ],
    edges: [
      { from: 'start', to: 'large' },
      { from: 'large', to: 'signOff' },
      { from: 'large', port: 'false', to: 'tell' },
      { from: 'signOff', to: 'tell' },
    ],
  },
  example: { what: 'A chair', amount: 120 },
});
