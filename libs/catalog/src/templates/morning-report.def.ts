import { defineTemplate, modelOf, peopleOf } from './template.js';

export const morningReport = defineTemplate({
  id: 'morning-report',
  title: 'Morning report',
  description: 'Fetches figures on weekday mornings, sums them up and tells the team',
  parameters: [
    {
      id: 'url',
      title: 'Address of the figures',
      type: 'url',
      required: true,
      default: 'https://example.com/figures.json',
      at: [{ part: 'workflow', node: 'fetch', path: 'url' }],
    },
    {
      id: 'time',
      title: 'At what time',
      type: 'time',
      default: '08:00',
      at: [{ part: 'workflow', node: 'everyMorning', path: 'cron' }],
    },
    {
      id: 'timezone',
      title: 'Time zone',
      type: 'timezone',
      default: 'UTC',
      at: [{ part: 'workflow', node: 'everyMorning', path: 'timezone' }],
    },
    peopleOf('send', 'Who is told', ['role:viewer']),
    modelOf('summary'),
  ],
  definition: {
    schemaVersion: 1,
    nodes: [
      {
        id: 'everyMorning',
        kind: 'trigger.schedule',
        name: 'On weekday mornings',
        config: { cron: '0 8 * * 1-5', timezone: 'UTC' },
        position: { x: 0, y: 0 },
      },
      {
        id: 'fetch',
        kind: 'http.request',
        name: 'Fetch the figures',
        config: { method: 'GET', url: 'https://example.com/figures.json' },
        retry: { maxAttempts: 3 },
        position: { x: 280, y: 0 },
      },
      {
        id: 'summary',
        kind: 'ai.summarize',
        name: 'Sum them up',
        config: { text: '{{ steps.fetch.output.body }}', maxWords: 120 },
        position: { x: 560, y: 0 },
      },
      {
        id: 'send',
        kind: 'notify.message',
        name: 'Tell the team',
        config: { to: ['role:viewer'], subject: 'This morning', text: '{{ steps.summary.output.summary }}' },
        position: { x: 840, y: 0 },
      },
    ],
    edges: [
      { from: 'everyMorning', to: 'fetch' },
      { from: 'fetch', to: 'summary' },
      { from: 'summary', to: 'send' },
    ],
  },
});
