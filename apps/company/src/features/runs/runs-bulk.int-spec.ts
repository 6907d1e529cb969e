import { Durable } from '#libs/durable';
import { backends } from '#libs/service/testing/service-under-test';
import { CompanyBench, row } from '../../testing/company-bench.js';
import { RunsService } from './runs.service.js';

const inputs = { type: 'object', required: ['n'], properties: { n: { type: 'integer' } } };
const echo = { ...row({ id: 'say', kind: 'data.set', config: { values: { n: '{{ input.n }}' } } }), inputs };

describe.each(backends)('many runs at once on %s', (backend) => {
  let bench: CompanyBench;
  let runs: RunsService;

  beforeAll(async () => {
    bench = await CompanyBench.start(backend);
    runs = bench.get(RunsService);
  });
  afterAll(() => bench.stop());

  const request = (list: unknown[], key?: string) => ({ inputs: list, trigger: 'trigger.api' as const, key });
  const countOf = async (workflowId: string) =>
    (await runs.list(bench.owner.caller, { limit: 200, workflowId })).items.length;

  it('are started in one commit, in the order of their inputs, and all end, more than have a place', async () => {
    const workflow = await bench.publish(echo);
    const list = Array.from({ length: 150 }, (_, n) => ({ n }));
    const ids = await runs.startMany(bench.owner.caller, workflow, request(list));
    expect(new Set(ids).size).toBe(150);
    const durable = bench.get(Durable);
    for (const [n, id] of ids.entries()) {
      expect((await durable.waitFor(id, 20_000))?.status).toBe('succeeded');
      if (n % 50 === 0) expect((await runs.get(bench.owner.caller, id)).output).toEqual({ n });
    }
  });

  it('are all refused when one input does not fit, which is named', async () => {
    const workflow = await bench.publish(echo);
    await expect(runs.startMany(bench.owner.caller, workflow, request([{ n: 1 }, { n: 'two' }]))).rejects.toMatchObject(
      { code: 'RUN_INPUT_INVALID', details: { issues: [{ path: 'inputs[1].n' }] } },
    );
    expect(await countOf(workflow)).toBe(0);
  });

  it('are the same runs when they are asked for again under the same key', async () => {
    const workflow = await bench.publish(echo);
    const list = [{ n: 1 }, { n: 2 }];
    const ids = await runs.startMany(bench.owner.caller, workflow, request(list, 'night'));
    expect(await runs.startMany(bench.owner.caller, workflow, request(list, 'night'))).toEqual(ids);
    expect(await runs.startMany(bench.owner.caller, workflow, request(list, 'day'))).not.toEqual(ids);
    expect(await countOf(workflow)).toBe(4);
  });

  it('that start together by single requests begin together, each by itself', async () => {
    const workflow = await bench.publish(echo);
    const started = await Promise.all(
      Array.from({ length: 30 }, (_, n) =>
        runs.startAndWait(bench.owner.caller, workflow, { input: { n }, trigger: 'trigger.api', immediate: true }, 20),
      ),
    );
    expect(started.map(({ status, output }) => [status, output])).toEqual(started.map((_, n) => ['succeeded', { n }]));
    expect(started.every(({ startedAt, finishedAt }) => startedAt !== null && finishedAt !== null)).toBe(true);
    // What was told from memory is what lies in the database.
    const [first] = started;
    expect(await runs.get(bench.owner.caller, first!.id)).toEqual({
      ...first,
      finishedAt: expect.any(String) as string,
      startedAt: expect.any(String) as string,
    });
  });
});
