/** Kinds of the catalogue in real runs: what each does by itself is tested beside it. */
import { HttpPeer, type PeerAnswer } from '#libs/catalog/conformance/http-peer';
import { Database } from '#libs/platform/database';
import { backends } from '#libs/service/testing/service-under-test';
import { eventually } from '#libs/testing';
import { CompanyBench, row } from '../../testing/company-bench.js';
import { ArtifactStore } from '../artifacts/artifact-store.js';
import { CredentialsService } from '../credentials/credentials.service.js';
import { InboxService } from '../inbox/inbox.service.js';
import { RunControlService } from './run-control.service.js';
import { StepsService } from './steps.service.js';

const canary = 'canary-4711-secret';

describe.each(backends)('kinds in runs on %s', (backend) => {
  let bench: CompanyBench;
  const peer = new HttpPeer();
  let address = '';

  beforeAll(async () => {
    address = await peer.start();
    bench = await CompanyBench.start(backend, { AAAS_EGRESS_ALLOW: new URL(address).host });
  });
  afterAll(async () => {
    await bench.stop();
    await peer.stop();
  });
  beforeEach(() => void peer.requests.splice(0));

  const steps = async (run: string) => {
    const { items } = await bench.get(StepsService).list(bench.owner.caller, run, { limit: 100 });
    return new Map(items.map((step) => [step.path, step]));
  };

  it('fetch, compute, shape and write', async () => {
    peer.answer = ({ path }) => ({
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(
        path.includes('page=1')
          ? [
              { sku: 'a', price: 2 },
              { sku: '=b', price: 3 },
            ]
          : [],
      ),
    });
    const workflow = await bench.publish(
      row(
        { id: 'fetch', kind: 'http.request', config: { url: `${address}/rows`, pagination: { by: 'page' } } },
        {
          id: 'compute',
          kind: 'code.run',
          config: {
            code: 'console.log("rows", input.length); const sum = (a, { price }) => a + price; ({ total: input.reduce(sum, 0), "{{ not }}": "{{ an.expression }}" })',
            input: '{{ steps.fetch.output.body }}',
          },
        },
        {
          id: 'shape',
          kind: 'data.transform',
          config: { value: '{{ steps.fetch.output.body.sortByDesc(r, r.price).map(r, pick(r, ["sku"])) }}' },
        },
        {
          id: 'file',
          kind: 'data.file',
          config: { name: 'rows.csv', format: 'csv', rows: '{{ steps.shape.output }}' },
        },
      ),
    );
    const run = await bench.run(workflow);
    expect(await bench.finished(run)).toMatchObject({ status: 'succeeded', output: { name: 'rows.csv' } });
    const all = await steps(run);
    expect(all.get('compute')).toMatchObject({
      output: { total: 5, '{{ not }}': '{{ an.expression }}' },
      meta: { logs: ['rows 2'] },
    });
    const { blob } = await bench
      .get(ArtifactStore)
      .open(bench.companyId, (all.get('file')!.output as { artifactId: string }).artifactId);
    const chunks: Uint8Array[] = [];
    for await (const chunk of blob.stream) chunks.push(chunk as Uint8Array);
    expect(Buffer.concat(chunks).toString()).toBe("sku\r\n'=b\r\na\r\n");
  });

  it('send a POST once and ask a person when its answer is lost', async () => {
    peer.answer = { hangUp: true };
    const workflow = await bench.publish(
      row({
        id: 'order',
        kind: 'http.request',
        config: { method: 'POST', url: address, body: { a: 1 } },
        retry: { maxAttempts: 5, initialMs: 1 },
      }),
    );
    const run = await bench.run(workflow);
    const inbox = bench.get(InboxService);
    const item = await eventually(async () => {
      const { items } = await inbox.list(bench.owner.caller, { limit: 50, status: 'open', mine: false });
      const found = items.find(({ runId }) => runId === run);
      if (!found) throw new Error('nobody was asked');
      return found;
    });
    expect(item.kind).toBe('unknown');
    expect(peer.requests).toHaveLength(1);
    await inbox.answer(bench.owner.caller, item.id, {
      decision: 'happened',
      output: { status: 201, headers: {}, body: null },
    });
    expect(await bench.finished(run)).toMatchObject({ status: 'succeeded', output: { status: 201, body: null } });
    expect(peer.requests).toHaveLength(1);
  });

  it('repeat what may be repeated under one key, when the receiver says', async () => {
    let asked = 0;
    peer.answer = (): PeerAnswer =>
      ++asked === 1
        ? { status: 503, headers: { 'retry-after': '1' } }
        : asked === 2
          ? { hangUp: true }
          : { headers: { 'content-type': 'application/json' }, body: '{"ok":true}' };
    const workflow = await bench.publish(
      row({
        id: 'order',
        kind: 'http.request',
        config: { method: 'POST', url: address, body: 1, idempotent: true },
        retry: { maxAttempts: 3, initialMs: 1 },
      }),
    );
    expect(await bench.finished(await bench.run(workflow))).toMatchObject({
      status: 'succeeded',
      output: { body: { ok: true } },
    });
    expect(peer.requests).toHaveLength(3);
    expect(new Set(peer.requests.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
  });

  it('A6: send a credential, and keep it out of everything that is kept', async () => {
    peer.answer = ({ headers }) => ({
      headers: { 'content-type': 'application/json', 'x-echo': headers.authorization ?? '' },
      body: JSON.stringify(headers),
    });
    const { id } = await bench.get(CredentialsService).create(bench.owner.caller, {
      name: 'Canary',
      kind: 'bearer',
      token: canary,
      allowedHosts: [address],
    });
    const workflow = await bench.publish(
      row({ id: 'call', kind: 'http.request', config: { url: address, credential: id } }),
    );
    const run = await bench.run(workflow);
    expect(await bench.finished(run)).toMatchObject({
      status: 'succeeded',
      output: { body: { authorization: '***' } },
    });
    expect(peer.requests[0]?.headers.authorization).toBe(`Bearer ${canary}`);
    const history = await bench.get<Database>(Database).query('SELECT * FROM durable_history WHERE run_id = ?', [run]);
    expect(JSON.stringify(history.map((each) => Object.values(each as object).map(String)))).not.toContain(canary);
    peer.answer = { status: 401, body: `no, not ${canary}` };
    const refused = await bench.finished(await bench.run(workflow));
    expect(refused).toMatchObject({
      status: 'failed',
      error: { code: 'HTTP_REFUSED', message: expect.stringContaining('no, not ***') as string },
    });
  });

  it('A8: reach no address that the operator does not list', async () => {
    const workflow = await bench.publish(row({ id: 'call', kind: 'http.request', config: { url: '{{ input.url }}' } }));
    const run = await bench.finished(await bench.run(workflow, { url: 'http://169.254.169.254/latest/meta-data' }));
    expect(run).toMatchObject({ status: 'failed', error: { code: 'EGRESS_REFUSED' } });
  });

  it('A11: code that never ends fails alone, and names its limit', async () => {
    const workflow = await bench.publish(
      row({ id: 'spin', kind: 'code.run', config: { code: 'for (;;);', timeMs: 200 } }),
    );
    const run = await bench.finished(await bench.run(workflow));
    expect(run).toMatchObject({
      status: 'failed',
      error: { code: 'LIMIT_EXCEEDED', message: expect.stringContaining('200 ms') as string },
    });
  });

  describe('merge', () => {
    const merged = (config: Record<string, unknown>) => ({
      nodes: [
        { id: 'start', kind: 'trigger.api', config: {} },
        ...['a', 'b', 'c'].map((id) => ({ id, kind: 'flow.wait', config: { signal: id } })),
        { id: 'join', kind: 'flow.merge', config },
        { id: 'end', kind: 'data.transform', config: { value: '{{ steps.join.output }}' } },
      ],
      edges: [
        ...['a', 'b', 'c'].flatMap((id) => [
          { from: 'start', to: id },
          { from: id, to: 'join' },
        ]),
        { from: 'join', to: 'end' },
      ],
    });
    const signal = (run: string, name: string) =>
      bench.get(RunControlService).signal(bench.owner.caller, run, { name, payload: name.toUpperCase() });
    const joined = async (config: Record<string, unknown>, first: string[], rest: string[]) => {
      const run = await bench.run(await bench.publish(merged(config)));
      for (const name of first) await signal(run, name);
      const output = await eventually(async () => {
        const step = (await steps(run)).get('join');
        if (step?.status !== 'succeeded') throw new Error(`join is ${step?.status}`);
        return step.output;
      });
      for (const name of rest) await signal(run, name);
      expect(await bench.finished(run)).toMatchObject({ status: 'succeeded', output });
      return output;
    };

    it('waits for all, for any, for a quorum', async () => {
      expect(await joined({ mode: 'all' }, ['c', 'a', 'b'], [])).toEqual({ a: 'A', b: 'B', c: 'C' });
      expect(await joined({ mode: 'any' }, ['b'], ['a', 'c'])).toEqual({ b: 'B' });
      expect(await joined({ mode: 'quorum', n: 2 }, ['c', 'a'], ['b'])).toEqual({ a: 'A', c: 'C' });
    });
  });

  describe('wait', () => {
    const outcome = async (config: Record<string, unknown>, input: unknown = {}) =>
      bench.finished(await bench.run(await bench.publish(row({ id: 'wait', kind: 'flow.wait', config })), input));

    it('goes on at once where the time has passed, and after a while where it has not', async () => {
      expect(await outcome({ until: '2020-01-01T00:00:00Z' })).toMatchObject({ status: 'succeeded' });
      expect(
        await outcome({ until: '{{ startOf(now, "day", input.zone) }}' }, { zone: 'Europe/Berlin' }),
      ).toMatchObject({ status: 'succeeded' });
      expect(await outcome({ for: 'PT0.2S' })).toMatchObject({ status: 'succeeded', output: null });
    });

    it('expires, and says so where nothing is wired to it', async () => {
      expect(await outcome({ signal: 'never', deadline: 'PT0.2S' })).toMatchObject({
        status: 'failed',
        error: { code: 'WAIT_EXPIRED' },
      });
      const expired = row(
        { id: 'wait', kind: 'flow.wait', config: { signal: 'never', deadline: 'PT0.2S' } },
        { id: 'late', kind: 'data.set', config: { values: { late: true } } },
      );
      expired.edges[1] = { from: 'wait', port: 'expired', to: 'late' };
      expect(await bench.finished(await bench.run(await bench.publish(expired)))).toMatchObject({
        status: 'succeeded',
        output: { late: true },
      });
    });
  });
});
