import { Durable } from '#libs/durable';
import { backends } from '#libs/service/testing/service-under-test';
import { eventually } from '#libs/testing';
import type { WorkflowNode } from '#libs/workflow';
import { CompanyBench, row } from '../../testing/company-bench.js';
import { InboxService } from '../inbox/inbox.service.js';
import { RetryService } from './retry.service.js';
import { RunControlService } from './run-control.service.js';
import { RunsService } from './runs.service.js';

const double = row({ id: 'double', kind: 'data.transform', config: { value: '{{ input.n * 2 }}' } });
/** Fails until a workflow of this name is published. */
const call = (workflow: string, more: Partial<WorkflowNode> = {}): WorkflowNode => ({
  id: 'call',
  kind: 'flow.subworkflow',
  config: { workflow, input: { n: '{{ input.n }}' } },
  ...more,
});
const wait: WorkflowNode = { id: 'wait', kind: 'flow.wait', config: { signal: 'go' } };

describe.each(backends)('retry on %s', (backend) => {
  let bench: CompanyBench;
  let runs: RunsService;
  let retries: RetryService;

  beforeAll(async () => {
    bench = await CompanyBench.start(backend);
    runs = bench.get(RunsService);
    retries = bench.get(RetryService);
  });
  afterAll(() => bench.stop());

  const owner = () => bench.owner.caller;
  const retry = (id: string, step?: string) => retries.retry(owner(), id, step);
  const historyOf = async (id: string) => (await runs.history(owner(), id, 0, 1000)).items;

  it('takes a failed run up again, in its own history, and repeats nothing that had succeeded', async () => {
    const id = await bench.run(
      await bench.publish(row({ id: 'one', kind: 'data.set', config: { values: { a: 1 } } }, call('Comes late'))),
      { n: 21 },
    );
    expect(await bench.finished(id)).toMatchObject({
      status: 'failed',
      error: { code: 'WORKFLOW_NOT_FOUND', path: 'call' },
    });
    expect(await retry(id)).toMatchObject({ id, error: null, finishedAt: null });
    expect(await bench.finished(id)).toMatchObject({ status: 'failed' });
    await bench.publish(double, 'Comes late');
    await retry(id, 'call');
    expect(await bench.finished(id)).toMatchObject({ status: 'succeeded', output: 42, error: null });
    const history = await historyOf(id);
    expect(history.map(({ seq }) => seq)).toEqual(history.map((_, index) => index + 1));
    expect(history.filter(({ type }) => type === 'run.retryRequested')).toMatchObject([
      { data: { by: owner().userId } },
      { path: 'call', data: { by: owner().userId } },
    ]);
    expect(history.filter(({ path, type }) => path === 'one' && type === 'step.succeeded')).toHaveLength(1);
    expect(await bench.get(Durable).summary(id)).toMatchObject({ status: 'succeeded' });
  });

  it('works inside maps and loops, beside items that wait, and asks people anew', async () => {
    const definition = {
      nodes: [
        { id: 'start', kind: 'trigger.api', config: {} },
        {
          id: 'each',
          kind: 'flow.map',
          config: { items: '{{ input.list }}', result: '{{ steps.round.output.result }}' },
        },
        {
          id: 'ask',
          kind: 'human.approval',
          parent: 'each',
          config: { title: 'Item {{ index }}?', assignees: ['role:operator'] },
        },
        { id: 'round', kind: 'flow.loop', parent: 'each', config: { until: '{{ index >= 2 }}' } },
        {
          ...call('{{ index == 1 && item == 0 ? "Comes later" : "Comes late" }}', { parent: 'round' }),
          config: { workflow: '{{ index == 1 ? "Comes later" : "Comes late" }}', input: { n: '{{ index }}' } },
        },
      ],
      edges: [
        { from: 'start', to: 'each' },
        { from: 'ask', port: 'approved', to: 'round' },
      ],
    };
    const inbox = bench.get(InboxService);
    const id = await bench.run(await bench.publish(definition), { list: ['a', 'b'] });
    const open = (count: number) =>
      eventually(async () => {
        const { items } = await inbox.list(owner(), { limit: 50, status: 'open', runId: id });
        expect(items).toHaveLength(count);
        return items;
      });
    const items = await open(2);
    const answer = (itemId: string) => inbox.answer(owner(), itemId, { decision: 'approved' });
    await answer(items.find(({ stepPath }) => stepPath === 'each[1]/ask')!.id);
    expect(await bench.finished(id)).toMatchObject({ status: 'failed', error: { path: 'each[1]/round[1]/call' } });
    await open(0);
    await bench.publish(double, 'Comes later');
    await retry(id, 'each[1]');
    const [again] = await open(1);
    expect(again!.stepPath).toBe('each[0]/ask');
    await answer(again!.id);
    expect(await bench.finished(id)).toMatchObject({ status: 'succeeded', output: [2, 2] });
  });

  it('starts a new run within where the one before failed; that one is retried from above', async () => {
    const inner = await bench.publish(
      row(wait, { id: 'stop', kind: 'flow.stop', config: { outcome: '{{ steps.wait.output }}' } }),
    );
    const parent = await bench.run(await bench.publish(row(call(inner))), { n: 1 });
    const childOf = (count: number) =>
      eventually(async () => {
        const { items } = await runs.list(owner(), { limit: 10, parentRunId: parent });
        expect(items.map(({ status }) => status).sort()[items.length - 1]).toBe('waiting');
        expect(items).toHaveLength(count);
        return items.find(({ status }) => status === 'waiting')!.id;
      });
    const control = bench.get(RunControlService);
    const first = await childOf(1);
    await control.signal(owner(), first, { name: 'go', payload: 'failed' });
    expect(await bench.finished(parent)).toMatchObject({ status: 'failed', error: { code: 'CHILD_FAILED' } });
    await expect(retry(first)).rejects.toMatchObject({ code: 'RUN_STATE_FORBIDS' });
    await retry(parent);
    const second = await childOf(2);
    expect(second).not.toBe(first);
    await control.signal(owner(), second, { name: 'go', payload: 'succeeded' });
    expect(await bench.finished(parent)).toMatchObject({ status: 'succeeded' });
  });

  it('tries a step that backs off at once', async () => {
    // Nobody answers this call in time, which is worth another attempt.
    const step = {
      id: 'ask',
      kind: 'ai.generate',
      config: { instruction: 'x' },
      timeoutMs: 50,
      retry: { maxAttempts: 2, initialMs: 86_400_000 },
    };
    const id = await bench.run(await bench.publish(row(step)));
    await eventually(async () => expect((await runs.get(owner(), id)).stepCounts).toMatchObject({ waiting: 1 }));
    await expect(retry(id, 'start')).rejects.toMatchObject({ code: 'RUN_STATE_FORBIDS' });
    await retry(id, 'ask');
    expect(await bench.finished(id)).toMatchObject({ status: 'failed' });
  });

  it('is refused where it makes no sense, and says why', async () => {
    const done = await bench.run(await bench.publish(double), { n: 1 });
    await bench.finished(done);
    await expect(retry(done)).rejects.toMatchObject({
      code: 'RUN_STATE_FORBIDS',
      message: expect.stringContaining('succeeded') as string,
    });
    const stopped = await bench.run(
      await bench.publish(row({ id: 'stop', kind: 'flow.stop', config: { outcome: 'failed' } })),
    );
    await bench.finished(stopped);
    await expect(retry(stopped)).rejects.toMatchObject({ message: expect.stringContaining('ended itself') as string });
    const failed = await bench.run(await bench.publish(row(call('Never there'))));
    await bench.finished(failed);
    await expect(retry(failed, 'start')).rejects.toMatchObject({
      message: expect.stringContaining('call did') as string,
    });
    const both = await Promise.allSettled([retry(failed), retry(failed)]);
    expect(both.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0);
    expect(await bench.finished(failed)).toMatchObject({ status: 'failed' });
  });
});
