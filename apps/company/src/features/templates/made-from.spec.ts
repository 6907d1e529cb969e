import { madeFrom } from './made-from.js';

it('asks for what is a company’s own, and takes credentials out, naming where they were', () => {
  const workflow = {
    schemaVersion: 1 as const,
    nodes: [
      { id: 'start', kind: 'trigger.schedule', config: { cron: '30 8 * * 1-5', timezone: 'Europe/Berlin' } },
      {
        id: 'fetch',
        name: 'Fetch figures',
        kind: 'http.request',
        config: { method: 'GET', url: 'https://figures.example/all', credential: 'crd_1' },
      },
      { id: 'sum', kind: 'ai.summarize', config: { text: 'x', model: 'openai/gpt-5-mini' } },
      { id: 'tell', kind: 'notify.email', config: { to: ['mara@larkfield.example'], subject: 's', text: 't' } },
      { id: 'next', kind: 'http.request', config: { url: '{{ input.url }}', method: 'GET' } },
    ],
    edges: [],
  };
  const { definition, parameters, needs } = madeFrom(workflow);
  expect(parameters.map(({ title, type, default: value, at }) => [title, type, value, at[0]])).toEqual([
    ['Time zone: start', 'timezone', 'Europe/Berlin', { part: 'workflow', node: 'start', path: 'timezone' }],
    ['At what time: start', 'time', '08:30', { part: 'workflow', node: 'start', path: 'cron' }],
    ['Address: Fetch figures', 'url', 'https://figures.example/all', { part: 'workflow', node: 'fetch', path: 'url' }],
    ['Model: sum', 'model', 'openai/gpt-5-mini', { part: 'workflow', node: 'sum', path: 'model' }],
    ['Who is told: tell', 'people', ['mara@larkfield.example'], { part: 'workflow', node: 'tell', path: 'to' }],
  ]);
  expect(needs).toEqual([{ name: 'Fetch figures', kind: 'credential', help: 'Choose one of your own at this step' }]);
  expect(JSON.stringify(definition)).not.toContain('crd_1');
  expect(workflow.nodes[1]!.config).toHaveProperty('credential', 'crd_1');
});
