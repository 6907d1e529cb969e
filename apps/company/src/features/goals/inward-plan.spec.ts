import type { Definition } from '#libs/workflow';
import { mayRunAlone } from './inward-plan.js';

const flow = (kind: string, config: Record<string, unknown> = {}): Definition => ({
  schemaVersion: 1,
  nodes: [
    { id: 'start', kind: 'trigger.manual', config: {} },
    { id: 'work', kind, config },
  ],
  edges: [{ from: 'start', to: 'work' }],
});
const inward = (kind: string, config?: Record<string, unknown>) =>
  mayRunAlone(flow(kind, config), { autoRun: 'inward' });

describe('plans that may run without a person', () => {
  it('are none or all, where the company says so', () => {
    expect(mayRunAlone(flow('ai.generate'), { autoRun: 'never' })).toBe(false);
    expect(mayRunAlone(flow('notify.email'), { autoRun: 'always' })).toBe(true);
  });

  it.each(['ai.generate', 'data.file', 'human.approval', 'notify.message', 'code.run', 'flow.wait'])(
    '%s stays inside',
    (kind) => expect(inward(kind)).toBe(true),
  );

  it.each([
    'notify.email',
    'notify.slack',
    'notify.webhook',
    'http.request',
    'agent.task',
    'flow.subworkflow',
    'no.such',
  ])('%s does not', (kind) => expect(inward(kind)).toBe(false));

  it.each(['web_search', 'fetch_page', 'write_file', 'calculator'])('the tool %s only reads or keeps', (tool) =>
    expect(inward('tool.call', { tool })).toBe(true),
  );

  it.each(['send_email', 'send_webhook', 'http_request', 'run_workflow', 'ask_agent', 'own_tool', 'constructor', 7])(
    'what the tool %s does, nobody knows',
    (tool) => expect(inward('tool.call', { tool })).toBe(false),
  );
});
