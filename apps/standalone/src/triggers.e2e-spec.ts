import { Webhook } from 'standardwebhooks';
import {
  createCredential,
  listFirings,
  listRuns,
  listSchedules,
  listSteps,
  listTriggers,
  rotateTrigger,
} from '#libs/contracts';
import { eventually, launchDistributed, Tenant, type DistributedPlatform } from '#libs/testing';
import type { Definition } from '#libs/workflow';

type Nodes = Definition['nodes'];
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

/** Two processes that answer and two that work, behind the gateway: what starts runs is told to all of them, and starts one. */
describe('triggers of a platform of many processes', () => {
  let platform: DistributedPlatform;
  let tenant: Tenant;

  beforeAll(async () => {
    platform = await launchDistributed({ replicas: { company: 2 }, workers: { company: 2 } });
    tenant = await Tenant.signUp(platform.url);
  }, 120_000);
  afterAll(() => platform.stop());

  const publish = (name: string, ...nodes: Nodes) =>
    tenant.publish(name, {
      schemaVersion: 1,
      nodes,
      edges: nodes.slice(1).map(({ id }, index) => ({ from: nodes[index]!.id, to: id })),
    });
  const runsOf = async (workflowId: string) => (await tenant.owner.call(listRuns, { query: { workflowId } })).items;
  const addressOf = async (id: string) => (await tenant.owner.call(listTriggers, { params: { id } })).items[0]!.url!;
  const send = async (url: string, body: string, headers: Record<string, string> = {}) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      json: (text ? JSON.parse(text) : null) as Record<string, unknown>,
    };
  };

  it('A9: a message that reaches all of them at once is one run, and all give its answer', async () => {
    const credential = await tenant.owner.call(createCredential, {
      body: { kind: 'hmac', name: 'Signing', secret },
    });
    const workflow = await publish(
      'Hooked',
      { id: 'hook', kind: 'trigger.webhook', config: { signature: 'standard', credential: credential.id } },
      { id: 'answer', kind: 'flow.respond', config: { status: 201, body: { run: '{{ run.id }}' } } },
    );
    const url = await addressOf(workflow);
    const at = new Date();
    const headers = {
      'webhook-id': 'msg_1',
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign('msg_1', at, '{"n":1}'),
    };
    const answers = await Promise.all(Array.from({ length: 12 }, () => send(url, '{"n":1}', headers)));
    const [run, ...more] = await runsOf(workflow);
    expect(more).toEqual([]);
    for (const { status, json } of answers) expect([status, json]).toEqual([201, { run: run!.id }]);
    expect((await send(url, '{"n":2}', headers)).status).toBe(401);
    await tenant.owner.call(rotateTrigger, { params: { id: workflow, node: 'hook' }, body: {} });
    await eventually(async () => {
      const again = await Promise.all(Array.from({ length: 6 }, () => send(url, '{"n":1}', headers)));
      expect(again.map(({ status }) => status)).toEqual(Array(6).fill(404));
    });
  }, 120_000);

  it('a schedule fires once, and what waits for its end or its failure starts once', async () => {
    const stop: Nodes[number] = { id: 'stop', kind: 'flow.stop', config: { outcome: 'failed', message: 'no stock' } };
    const at = new Date(Date.now() + 2_500).toISOString();
    const clock = await publish('Clock', { id: 'clock', kind: 'trigger.schedule', config: { at } }, stop);
    const show: Nodes[number] = {
      id: 'show',
      kind: 'data.set',
      config: { values: { error: '{{ input.error.message }}' } },
    };
    const after = await publish(
      'After',
      { id: 'fire', kind: 'trigger.workflow', config: { workflow: clock, on: 'any' } },
      show,
    );
    const failure = await publish('Failure', { id: 'fire', kind: 'trigger.error', config: { workflow: clock } }, show);
    const ended = await eventually(async () => {
      const all = await Promise.all([clock, after, failure].map(runsOf));
      expect(all.map((runs) => runs.map(({ status }) => status))).toEqual([['failed'], ['succeeded'], ['succeeded']]);
      return all;
    });
    expect((await tenant.finished(ended[1]![0]!.id)).output).toEqual({ error: 'no stock' });
    const [schedule] = (await tenant.owner.call(listSchedules, {})).items;
    const { items } = await tenant.owner.call(listFirings, { params: { id: schedule!.id } });
    expect(items).toMatchObject([{ status: 'started', slotAt: at, runId: ended[0]![0]!.id }]);
  }, 120_000);

  it('a callback lets a step go on, whoever takes it', async () => {
    const workflow = await publish(
      'Callback',
      { id: 'start', kind: 'trigger.api', config: {} },
      { id: 'tell', kind: 'data.set', config: { values: { url: '{{ run.callbacks.paid }}' } } },
      { id: 'paid', kind: 'flow.wait', config: { callback: true } },
    );
    const runId = await tenant.run(workflow, {});
    const url = await eventually(async () => {
      const { items } = await tenant.owner.call(listSteps, { params: { id: runId } });
      const told = items.find(({ path }) => path === 'tell')?.output as { url: string } | undefined;
      if (!told?.url) throw new Error('not told yet');
      return told.url;
    });
    const answers = await Promise.all([1, 2, 3, 4].map((amount) => send(url, JSON.stringify({ amount }))));
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409, 409, 409]);
    expect(await tenant.finished(runId)).toMatchObject({
      status: 'succeeded',
      output: { amount: expect.any(Number) as number },
    });
  }, 120_000);
});
