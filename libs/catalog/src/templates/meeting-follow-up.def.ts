import { defineTemplate, mailSetting, modelOf, peopleOf } from './template.js';

export const meetingFollowUp = defineTemplate({
  id: 'meeting-follow-up',
  title: 'Meeting follow-up',
  description:
    'From the notes of a meeting: a summary, decisions and tasks with who and until when; a person looks it over, then everybody gets it by e-mail',
  needs: [mailSetting],
  parameters: [
    peopleOf('mail', 'Who gets it', ['role:operator']),
    peopleOf('signOff', 'Who looks it over', ['role:operator'], 'assignees'),
    modelOf('summary', 'tasks'),
  ],
  definition: {
    schemaVersion: 1,
    inputs: {
      type: 'object',
      required: ['title', 'notes'],
      properties: {
        title: { type: 'string', title: 'Meeting' },
        notes: { type: 'string', title: 'Notes or transcript', format: 'textarea' },
      },
    },
    nodes: [
      { id: 'start', kind: 'trigger.manual', name: 'Notes', config: {} },
      { id: 'called', kind: 'trigger.api', name: 'Started by a program', config: {} },
      {
        id: 'summary',
        kind: 'ai.summarize',
        name: 'Sum it up',
        config: { text: '{{ input.notes }}', maxWords: 120 },
      },
      {
        id: 'tasks',
        kind: 'ai.extract',
        name: 'Who does what',
        config: {
          text: '{{ input.notes }}',
          schema: {
            type: 'object',
            properties: {
              owner: { type: ['string', 'null'], description: 'Name of the person who does the next thing' },
              task: { type: ['string', 'null'], description: 'What is to be done next' },
              date: { type: ['string', 'null'], description: 'Until when' },
            },
          },
        },
      },
      {
        id: 'draft',
        kind: 'data.set',
        name: 'The mail',
        config: {
          values: {
            text: '{{ steps.summary.output.summary + "\\n\\nNext: " + [steps.tasks.output.data.?owner.orValue(null), steps.tasks.output.data.?task.orValue(null), steps.tasks.output.data.?date.orValue(null)].filter(part, part != null).join(", ") }}',
          },
        },
      },
      {
        id: 'signOff',
        kind: 'human.approval',
        name: 'Looked over',
        config: {
          title: 'Send the follow-up of {{ input.title }}?',
          body: '{{ steps.draft.output.text }}',
          assignees: ['role:operator'],
          deadline: 'P3D',
        },
      },
      {
        id: 'mail',
        kind: 'notify.email',
        name: 'Send it',
        config: {
          to: ['role:operator'],
          subject: 'Follow-up: {{ input.title }}',
          text: '{{ steps.draft.output.text }}',
        },
      },
    ],
    edges: [
      { from: 'start', to: 'summary' },
      { from: 'called', to: 'summary' },
      { from: 'start', to: 'tasks' },
      { from: 'called', to: 'tasks' },
      { from: 'summary', to: 'draft' },
      { from: 'tasks', to: 'draft' },
      { from: 'draft', to: 'signOff' },
      { from: 'signOff', port: 'approved', to: 'mail' },
    ],
  },
  example: {
    title: 'Spring launch',
    notes:
      'Mara and Jon met on the spring launch. They decided to open the shop on 2 April. Jon writes the press text until 2026-03-20.',
  },
});
