/** A run is recorded, and a dry run of its workflow is answered from the recording: from the company's service to the models' and back. */
import { LLMock } from '@copilotkit/aimock';
import { dryRunWorkflow, listRecordings, listUsage, updateAiSettings, type DryRunResult } from '#libs/contracts';
import { eventually, launchEmbedded, Tenant, type ServiceProcess } from '#libs/testing';
import type { Definition } from '#libs/workflow';

const letter = 'My invoice 4711 is wrong, write to marta.novak@example.com';
const definition: Definition = {
  schemaVersion: 1,
  nodes: [
    { id: 'start', kind: 'trigger.api', config: {} },
    {
      id: 'topic',
      kind: 'ai.classify',
      config: { text: '{{ input.letter }}', labels: ['billing', 'bug'], model: 'openai/gpt-5-mini' },
    },
    {
      id: 'reply',
      kind: 'ai.generate',
      config: {
        instruction: 'Answer the letter about {{ steps.topic.output.label }}',
        context: '{{ input.letter }}',
        model: 'openai/gpt-5-mini',
      },
    },
  ],
  edges: [
    { from: 'start', to: 'topic' },
    { from: 'topic', to: 'reply' },
  ],
};

describe('dry runs that are answered from recordings', () => {
  let peer: LLMock;
  let platform: ServiceProcess;
  beforeAll(async () => {
    peer = new LLMock({ port: 0 });
    await peer.start();
    platform = await launchEmbedded({ env: { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: `${peer.url}/v1` } });
  }, 120_000);
  afterAll(async () => {
    await platform?.stop();
    await peer.stop();
  });

  it('say what the model said in the run, ask no model, cost nothing, and make up what was never asked', async () => {
    const usage = { prompt_tokens: 1000, completion_tokens: 100 };
    const labels = JSON.stringify({ labels: [{ label: 'billing', confidence: 0.97 }] });
    peer.on({ userMessage: /Answer the letter/ }, { content: 'We have mended invoice 4711.', usage });
    peer.on({ userMessage: /.*/ }, { content: labels, usage });

    const tenant = await Tenant.signUp(platform.url);
    const workflow = await tenant.publish('Recorded', definition);
    const dryRun = (text: string): Promise<DryRunResult> =>
      tenant.owner.call(dryRunWorkflow, { params: { id: workflow }, body: { input: { letter: text } } });
    const told = ({ steps }: DryRunResult) =>
      steps.filter(({ kind }) => kind.startsWith('ai.')).map(({ node, source }) => `${node}: ${source}`);

    expect(told(await dryRun(letter))).toEqual(['topic: stub', 'reply: stub']);
    await tenant.owner.call(updateAiSettings, { body: { recording: { mode: 'record' } } });
    const run = await tenant.finished(await tenant.run(workflow, { letter }));
    expect(run.status).toBe('succeeded');
    await eventually(async () => {
      const { items } = await tenant.owner.call(listRecordings, { query: { workflowId: workflow } });
      expect(items.map(({ stepPath }) => stepPath).sort()).toEqual(['reply', 'topic']);
    });

    const asked = peer.getRequests().length;
    const spent = async () => (await tenant.owner.call(listUsage, { query: {} })).totals.costMicros;
    const before = await spent();
    const dry = await dryRun(letter);
    expect(told(dry)).toEqual(['topic: recording', 'reply: recording']);
    expect(dry.steps.find(({ node }) => node === 'reply')?.output).toMatchObject({
      text: 'We have mended invoice 4711.',
    });
    // Another person's letter of the same words is the same question.
    expect(told(await dryRun(letter.replace('marta.novak', 'eve')))).toEqual(['topic: recording', 'reply: recording']);
    expect(told(await dryRun('Something else'))[0]).toBe('topic: stub');
    expect(peer.getRequests()).toHaveLength(asked);
    expect(await spent()).toBe(before);
  }, 90_000);
});
