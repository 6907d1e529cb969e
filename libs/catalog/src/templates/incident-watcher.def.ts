import { defineTemplate, modelOf, peopleOf } from './template.js';

export const incidentWatcher = defineTemplate({
  id: 'incident-watcher',
  title: 'Incident watcher',
  description:
    'Asks an address every few minutes; when it does not answer as it should, says what is wrong and to whom, with advice',
  parameters: [
    {
      id: 'url',
      title: 'Address',
      help: 'What answers 200 while all is well',
      type: 'url',
      required: true,
      default: 'https://example.com/healthz',
      at: [{ part: 'workflow', node: 'ask', path: 'url' }],
    },
    peopleOf('tell', 'Who is told', ['role:operator']),
    modelOf('advice'),
  ],
  definition: {
    schemaVersion: 1,
    nodes: [
      { id: 'often', kind: 'trigger.schedule', name: 'Every five minutes', config: { every: 'PT5M' } },
      { id: 'now', kind: 'trigger.manual', name: 'Now', config: {} },
      {
        id: 'ask',
        kind: 'http.request',
        name: 'Ask',
        config: { method: 'GET', url: 'https://example.com/healthz' },
        timeoutMs: 20_000,
        retry: { maxAttempts: 3, initialMs: 1000 },
        onError: 'branch',
      },
      {
        id: 'what',
        kind: 'data.set',
        name: 'What is wrong',
        config: { values: { text: '{{ error.code + ": " + error.message }}' } },
      },
      {
        id: 'advice',
        kind: 'ai.generate',
        name: 'Advice',
        config: {
          instruction:
            'Say in three sentences what this failure of a web service usually means and what to look at first.',
          context: '{{ steps.what.output.text }}',
        },
      },
      {
        id: 'tell',
        kind: 'notify.message',
        name: 'Tell',
        config: {
          to: ['role:operator'],
          subject: 'An address does not answer as it should',
          text: '{{ steps.what.output.text + "\\n\\n" + steps.advice.output.text }}',
        },
      },
    ],
    edges: [
      { from: 'often', to: 'ask' },
      { from: 'now', to: 'ask' },
      { from: 'ask', port: 'error', to: 'what' },
      { from: 'what', to: 'advice' },
      { from: 'advice', to: 'tell' },
    ],
  },
});
