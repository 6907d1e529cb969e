/** A run whose budget is used up asks an administrator, and goes on when it is raised: through the whole platform, with its real AI service. */
import { LLMock } from '@copilotkit/aimock';
import { answerInboxItem, createBudget, getBudget, getRun, listInbox, listUsage, startRun } from '#libs/contracts';
import { eventually, launchEmbedded, Tenant, type ServiceProcess } from '#libs/testing';

describe('a run at the limit of a budget', () => {
  let peer: LLMock;
  let platform: ServiceProcess;
  let tenant: Tenant;
  beforeAll(async () => {
    peer = new LLMock({ port: 0 });
    await peer.start();
    peer.on({ userMessage: /.*/ }, { content: 'Dear Ann', usage: { prompt_tokens: 1000, completion_tokens: 100 } });
    platform = await launchEmbedded({ env: { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: `${peer.url}/v1` } });
    tenant = await Tenant.signUp(platform.url);
  }, 120_000);
  afterAll(async () => {
    await platform?.stop();
    await peer.stop();
  });

  const started = async () => {
    const workflowId = await tenant.publish('Letters', {
      schemaVersion: 1,
      nodes: [
        { id: 'start', kind: 'trigger.api', config: {} },
        { id: 'letter', kind: 'ai.generate', config: { instruction: 'Thank Ann', model: 'openai/gpt-5-mini' } },
      ],
      edges: [{ from: 'start', to: 'letter' }],
    });
    return (await tenant.owner.call(startRun, { params: { id: workflowId }, body: { input: {} } })).id;
  };
  const asked = (runId: string) =>
    eventually(async () => {
      const { items } = await tenant.owner.call(listInbox, { query: { runId } });
      if (!items[0]) throw new Error('Nothing is asked');
      return items[0];
    });
  const ended = (id: string) =>
    eventually(async () => {
      const run = await tenant.owner.call(getRun, { params: { id } });
      if (run.finishedAt === null) throw new Error(`The run is ${run.status}`);
      return run;
    });

  it('waits for an administrator: approved, it goes on; rejected, it fails', async () => {
    const { id } = await tenant.owner.call(createBudget, {
      body: { name: 'Letters', scope: 'company', period: 'month', limitMicros: 0, action: 'ask' },
    });
    const [first, second] = [await started(), await started()];
    const [item, other] = [await asked(first), await asked(second)];
    expect(item).toMatchObject({
      kind: 'budget',
      canAnswer: true,
      budget: { id, name: 'Letters', limitMicros: 0, spentMicros: 0, neededMicros: item.budget!.raiseMicros },
    });
    expect(item.budget!.neededMicros).toBeGreaterThan(0);
    expect(peer.getRequests()).toHaveLength(0);

    await tenant.owner.call(answerInboxItem, { params: { id: other.id }, body: { decision: 'rejected' } });
    expect(await ended(second)).toMatchObject({
      status: 'failed',
      error: { code: 'BUDGET_EXCEEDED', path: 'letter', message: expect.stringContaining('"Letters"') as unknown },
    });
    await tenant.owner.call(answerInboxItem, { params: { id: item.id }, body: { decision: 'approved' } });
    expect(await ended(first)).toMatchObject({ status: 'succeeded', output: { text: 'Dear Ann' } });

    expect(peer.getRequests()).toHaveLength(1);
    expect(await tenant.owner.call(getBudget, { params: { id } })).toMatchObject({
      raisedMicros: item.budget!.raiseMicros,
      spentMicros: 450,
      reservedMicros: 0,
    });
    expect((await tenant.owner.call(listUsage, { query: {} })).items).toHaveLength(1);
  }, 120_000);
});
