import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { InboxItem } from '#libs/contracts';
import { backends } from '#libs/service/testing/service-under-test';
import { eventually } from '#libs/testing';
import type { Definition } from '#libs/workflow';
import { CompanyBench, row, type Person } from '../../testing/company-bench.js';
import { RunsService } from '../runs/runs.service.js';
import { StepsService } from '../runs/steps.service.js';
import { InboxService } from './inbox.service.js';

/** Takes every call to its effect, and answers none of the first. */
class LosingPeer {
  readonly calls: { path: string; key: string }[] = [];
  private server!: Server;

  async start(): Promise<this> {
    this.server = createServer((request, response) => {
      const path = request.url ?? '';
      const known = this.calls.some((call) => call.path === path);
      this.calls.push({ path, key: String(request.headers['idempotency-key']) });
      request.resume().on('end', () => {
        if (known) response.setHeader('content-type', 'application/json').end('{"done":true}');
        else request.socket.destroy();
      });
    });
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** A loop of two rounds, in each a map over the letters, in each item `node`. */
const mapInLoop = (node: Definition['nodes'][number]): Pick<Definition, 'nodes' | 'edges'> => ({
  nodes: [
    { id: 'start', kind: 'trigger.api', config: {} },
    { id: 'rounds', kind: 'flow.loop', config: { while: '{{ index < 2 }}', maxIterations: 5 } },
    {
      id: 'each',
      kind: 'flow.map',
      parent: 'rounds',
      config: { items: '{{ input.letters }}', onItemError: 'collect' },
    },
    { ...node, parent: 'each' },
  ],
  edges: [{ from: 'start', to: 'rounds' }],
});

describe.each(backends)('people asked inside scopes on %s', (backend) => {
  const peer = new LosingPeer();
  let bench: CompanyBench;
  let inbox: InboxService;
  let ann: Person;

  beforeAll(async () => {
    await peer.start();
    bench = await CompanyBench.start(backend, { AAAS_EGRESS_ALLOW: '127.0.0.1' });
    inbox = bench.get(InboxService);
    ann = await bench.member('operator', 'Ann');
  });
  afterAll(async () => {
    await bench.stop();
    await peer.stop();
    delete process.env['AAAS_EGRESS_ALLOW'];
  });

  const asked = (runId: string, count: number): Promise<InboxItem[]> =>
    eventually(async () => {
      const { items } = await inbox.list(ann.caller, { limit: 50, status: 'open', runId });
      expect(items).toHaveLength(count);
      return items.sort((a, b) => (a.stepPath < b.stepPath ? -1 : 1));
    });

  it('answers reach approvals in a map in a loop in a called workflow', async () => {
    const ask = { id: 'ask', kind: 'human.approval', config: { title: '{{ item }}?', assignees: ['role:operator'] } };
    const child = await bench.publish(mapInLoop(ask), `Asks on ${backend}`);
    const parent = await bench.publish(
      row({ id: 'call', kind: 'flow.subworkflow', config: { workflow: child, input: '{{ input }}' } }),
    );
    const runId = await bench.run(parent, { letters: ['a', 'b'] });
    const childId = await eventually(async () => {
      const { items } = await bench.get(RunsService).list(ann.caller, { limit: 5, parentRunId: runId });
      expect(items).toHaveLength(1);
      return items[0]!.id;
    });
    for (const round of [0, 1]) {
      const items = await asked(childId, 2);
      expect(items.map(({ stepPath, title }) => [stepPath, title])).toEqual([
        [`rounds[${round}]/each[0]/ask`, 'a?'],
        [`rounds[${round}]/each[1]/ask`, 'b?'],
      ]);
      const { items: steps } = await bench.get(StepsService).list(ann.caller, childId, { limit: 200 });
      expect(steps.filter(({ waitingFor }) => waitingFor?.inboxItemId !== undefined)).toHaveLength(2);
      await inbox.delegate(ann.caller, items[0]!.id, { to: bench.owner.email });
      await inbox.answer(bench.owner.caller, items[0]!.id, { decision: 'approved' });
      await inbox.answer(ann.caller, items[1]!.id, { decision: 'rejected' });
    }
    expect(await bench.finished(runId)).toMatchObject({
      status: 'succeeded',
      output: { count: 2, result: [{ decision: 'approved' }, { decision: 'rejected' }] },
    });
  });

  it('F1: an effect whose answer was lost is done once until a person says, at any depth', async () => {
    const post = {
      id: 'post',
      kind: 'http.request',
      config: { method: 'POST', url: `${peer.url}/${backend}/{{ item }}/{{ string(size(input.letters)) }}` },
    };
    const flow = { ...mapInLoop(post) };
    flow.nodes[1] = { ...flow.nodes[1]!, config: { while: '{{ index < 1 }}', maxIterations: 5 } };
    const runId = await bench.run(await bench.publish(flow), { letters: ['happened', 'repeat', 'fail'] });
    const [happened, repeat, fail] = (await asked(runId, 3)) as [InboxItem, InboxItem, InboxItem];
    expect([happened, repeat, fail].map(({ kind, stepPath }) => [kind, stepPath])).toEqual([
      ['unknown', 'rounds[0]/each[0]/post'],
      ['unknown', 'rounds[0]/each[1]/post'],
      ['unknown', 'rounds[0]/each[2]/post'],
    ]);
    expect(peer.calls.filter(({ path }) => path.startsWith(`/${backend}/`))).toHaveLength(3);
    await expect(
      inbox.answer(ann.caller, happened.id, { decision: 'happened', output: { status: 'ok' } }),
    ).rejects.toMatchObject({
      details: { issues: expect.arrayContaining([expect.objectContaining({ path: 'output.status' })]) as unknown },
    });
    await expect(inbox.delegate(ann.caller, happened.id, { to: bench.owner.email })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
    });
    const output = { status: 201, headers: {}, body: { id: 7 } };
    await inbox.answer(ann.caller, happened.id, { decision: 'happened', output });
    await inbox.answer(ann.caller, repeat.id, { decision: 'repeat' });
    await inbox.answer(ann.caller, fail.id, { decision: 'fail', comment: 'it is not there' });
    await expect(inbox.answer(ann.caller, fail.id, { decision: 'repeat' })).rejects.toMatchObject({
      code: 'INBOX_ITEM_CLOSED',
    });
    const run = await bench.finished(runId);
    expect(run.output).toMatchObject({
      count: 1,
      result: [output, { status: 200, body: { done: true } }, { error: { code: 'STEP_UNKNOWN' } }],
    });
    const keys = (word: string) =>
      peer.calls.flatMap(({ path, key }) => (path.startsWith(`/${backend}/${word}/`) ? [key] : []));
    expect([keys('happened').length, keys('repeat').length, keys('fail').length]).toEqual([1, 2, 1]);
    // Only a person's "repeat" makes it another effect.
    expect(new Set(keys('repeat')).size).toBe(2);
  });
});
