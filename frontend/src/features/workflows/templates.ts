import { definition as schema, type Definition } from '#libs/workflow';

export interface Template {
  id: 'triage' | 'approval' | 'report';
  load(): Promise<Definition>;
}

const parsed = (value: unknown): Definition => schema.parse(value);

/** Workflows that are ready to be made one's own. The large one comes from `examples/`, and loads only when it is taken. */
export const templates: readonly Template[] = [
  {
    id: 'triage',
    load: async () => parsed((await import('../../../../examples/support-triage/workflow.json')).default),
  },
  { id: 'approval', load: () => Promise.resolve(approval) },
  { id: 'report', load: () => Promise.resolve(report) },
];

const approval = parsed({
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
});

const report = parsed({
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
});
