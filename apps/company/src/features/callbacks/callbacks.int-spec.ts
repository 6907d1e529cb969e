import { backends } from '#libs/service/testing/service-under-test';
import { eventually } from '#libs/testing';
import type { Definition } from '#libs/workflow';
import { CompanyBench, row } from '../../testing/company-bench.js';
import { RunControlService } from '../runs/run-control.service.js';
import { StepsService } from '../runs/steps.service.js';

type Node = Definition['nodes'][number];
const tell: Node = { id: 'tell', kind: 'data.set', config: { values: { url: '{{ run.callbacks.paid }}' } } };
const paid: Node = { id: 'paid', kind: 'flow.wait', config: { callback: true } };

describe.each(backends)('callbacks on %s', (backend) => {
  let bench: CompanyBench;

  beforeAll(async () => {
    bench = await CompanyBench.start(backend);
  });
  afterAll(() => bench.stop());

  const post = async (url: string, payload: unknown, contentType = 'application/json') => {
    const { statusCode, body } = await bench.service.service.fastify.inject({
      method: 'POST',
      url,
      headers: { 'content-type': contentType },
      payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
    });
    const { code } = JSON.parse(body) as { code?: string };
    return [statusCode, code];
  };
  /** The address that a step gave out. */
  const addressIn = (runId: string, path = 'tell') =>
    eventually(async () => {
      const { items } = await bench.get(StepsService).list(bench.owner.caller, runId, { limit: 200 });
      const output = items.find((step) => step.path === path)?.output as { url: string } | null | undefined;
      expect(output?.url).toMatch(/^http:.*\/api\/v1\/callbacks\/[\w-]+\.[\w-]+$/);
      return new URL(output!.url).pathname;
    });
  const waiting = (runId: string, path: string) =>
    eventually(async () => {
      const { items } = await bench.get(StepsService).list(bench.owner.caller, runId, { limit: 200 });
      expect(items.find((step) => step.path === path)?.status).toBe('waiting');
    });

  it('let a step go on with what came, once', async () => {
    const runId = await bench.run(await bench.publish(row(tell, paid)));
    const url = await addressIn(runId);
    await waiting(runId, 'paid');
    const answers = await Promise.all([1, 2, 3].map((amount) => post(url, { amount })));
    expect(answers.map(([status]) => status).sort()).toEqual([202, 409, 409]);
    expect(await bench.finished(runId)).toMatchObject({
      status: 'succeeded',
      output: { amount: expect.any(Number) as number },
    });
    expect(await post(url, {})).toEqual([409, 'CALLBACK_USED']);
  });

  it('count when they come before the step waits', async () => {
    const slow: Node = { id: 'slow', kind: 'flow.wait', config: { signal: 'go' } };
    const runId = await bench.run(await bench.publish(row(tell, slow, paid)));
    const url = await addressIn(runId);
    expect(await post(url, 'thanks', 'text/plain')).toEqual([202, undefined]);
    await bench.get(RunControlService).signal(bench.owner.caller, runId, { name: 'go' });
    expect(await bench.finished(runId)).toMatchObject({ status: 'succeeded', output: 'thanks' });
  });

  it('reach the item of a map whose step gave the address', async () => {
    const definition: Pick<Definition, 'nodes' | 'edges'> = {
      nodes: [
        { id: 'start', kind: 'trigger.api', config: {} },
        { id: 'each', kind: 'flow.map', config: { items: '{{ input.items }}' } },
        { ...tell, parent: 'each' },
        { ...paid, parent: 'each' },
      ],
      edges: [
        { from: 'start', to: 'each' },
        { from: 'tell', to: 'paid' },
      ],
    };
    const runId = await bench.run(await bench.publish(definition), { items: ['a', 'b'] });
    for (const item of [1, 0])
      expect(await post(await addressIn(runId, `each[${item}]/tell`), { item })).toEqual([202, undefined]);
    expect(await bench.finished(runId)).toMatchObject({ output: [{ item: 0 }, { item: 1 }] });
  });

  it('are refused when they are forged, when the step is over, and when nothing can be read', async () => {
    const short: Node = { id: 'paid', kind: 'flow.wait', config: { callback: true, deadline: 'PT0.2S' } };
    const next: Node = { id: 'next', kind: 'flow.wait', config: { signal: 'never' } };
    const definition = row(tell, short, next);
    const edges = definition.edges.map((edge) => (edge.from === 'paid' ? { ...edge, port: 'expired' } : edge));
    const runId = await bench.run(await bench.publish({ ...definition, edges }));
    const url = await addressIn(runId);
    await waiting(runId, 'next');
    expect(await post(url, {})).toEqual([410, 'CALLBACK_GONE']);
    const [body, signature] = url.split('/').at(-1)!.split('.') as [string, string];
    const base = url.slice(0, url.lastIndexOf('/'));
    const other = Buffer.from(JSON.stringify([runId, 'next'])).toString('base64url');
    for (const forged of [
      'x',
      `${body}.`,
      `${body}.${'A'.repeat(43)}`,
      `${other}.${signature}`,
      `${body}.${signature}.x`,
    ])
      expect(await post(`${base}/${forged}`, {})).toEqual([404, 'CALLBACK_NOT_FOUND']);
    await bench.get(RunControlService).cancel(bench.owner.caller, runId, undefined);
    expect((await post(url, {}))[0]).toBe(410);
    const fresh = await bench.run(await bench.publish(row(tell, paid)));
    expect(await post(await addressIn(fresh), '{"a":')).toEqual([400, 'MALFORMED_JSON']);
    expect(await post(await addressIn(fresh), {})).toEqual([202, undefined]);
  });
});
