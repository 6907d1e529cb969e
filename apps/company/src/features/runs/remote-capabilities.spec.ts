import { newId } from '#libs/contracts';
import { RemoteCapabilities } from './remote-capabilities.js';
import type { StepOrigin } from './step-origin.js';

const usage = { inputTokens: 1, outputTokens: 1, costMicros: 1, model: 'x/one', provider: 'x', ms: 1 };

describe('what other services do for a step', () => {
  const [runId, workflowId] = [newId('run'), newId('workflow')];
  const origin = { companyId: newId('company'), runId, workflowId, path: 'reply', key: 'k', attempt: 1 } as StepOrigin;
  const call = jest.fn((_spec: unknown, _request: object) => Promise.resolve({ text: 'hi', toolCalls: [], usage }));
  const remote = new RemoteCapabilities({ call } as never);
  const sent = () => call.mock.calls.at(-1)![1];

  it('is charged to the run and its workflow, within what the workflow allows a run', async () => {
    await remote.ai({ ...origin, budgetMicros: 500 } as StepOrigin).prompt({ prompt: 'Hello' });
    expect(sent()).toMatchObject({ origin: { runId, workflowId, stepPath: 'reply', budgetMicros: 500 } });
    await remote.agents({ ...origin, budgetMicros: 500 } as StepOrigin).startTask({ agent: 'Helper', goal: 'Help' });
    expect(sent()).toMatchObject({ runId, workflowId, budgetMicros: 500 });
  });

  it('says when the run was started by a stranger', async () => {
    await remote.agents({ ...origin, outside: true }).startTask({ agent: 'Helper', goal: 'Help' });
    expect(sent()).toMatchObject({ outside: true });
    await remote.agents({ ...origin, outside: false }).startTask({ agent: 'Helper', goal: 'Help' });
    expect(sent()).not.toHaveProperty('outside');
  });

  it('knows no bound where the workflow sets none', async () => {
    await remote.ai(origin).prompt({ prompt: 'Hello' });
    expect(sent()).toMatchObject({ origin: { runId, workflowId, stepPath: 'reply' } });
    expect(Object.keys((sent() as { origin: object }).origin)).not.toContain('budgetMicros');
  });
});
