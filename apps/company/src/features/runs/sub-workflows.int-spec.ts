import { newId } from '#libs/contracts';
import { backends, callerAs } from '#libs/service/testing/service-under-test';
import { eventually } from '#libs/testing';
import type { Definition, WorkflowNode } from '#libs/workflow';
import { CompanyBench, row } from '../../testing/company-bench.js';
import { WorkflowsService } from '../workflows/workflows.service.js';
import { RunControlService } from './run-control.service.js';
import { RunsService } from './runs.service.js';
import type { StepOrigin, Write } from './step-origin.js';
import { StepsService } from './steps.service.js';
import { WorkflowCalling } from './workflow-calling.js';

const call = (
  workflow: string,
  more: Record<string, unknown> = {},
  node: Partial<WorkflowNode> = {},
): WorkflowNode => ({
  id: 'call',
  kind: 'flow.subworkflow',
  config: { workflow, ...more },
  ...node,
});
const wait: WorkflowNode = { id: 'wait', kind: 'flow.wait', config: { signal: 'go' } };
const double = row({ id: 'double', kind: 'data.transform', config: { value: '{{ input.n * 2 }}' } });
const doomed = row({ id: 'doom', kind: 'flow.stop', config: { outcome: 'failed', message: 'no more' } });

/** A map over numbers, each given to a workflow. */
const each = (workflow: string): Pick<Definition, 'nodes' | 'edges'> => ({
  nodes: [
    { id: 'start', kind: 'trigger.api', config: {} },
    { id: 'each', kind: 'flow.map', config: { items: '{{ input.list }}' } },
    { ...call(workflow, { input: { n: '{{ item }}' } }), parent: 'each' },
  ],
  edges: [{ from: 'start', to: 'each' }],
});

describe.each(backends)('sub-workflows on %s', (backend) => {
  let bench: CompanyBench;
  let runs: RunsService;
  let control: RunControlService;

  beforeAll(async () => {
    bench = await CompanyBench.start(backend);
    runs = bench.get(RunsService);
    control = bench.get(RunControlService);
  });
  afterAll(() => bench.stop());

  const owner = () => bench.owner.caller;
  const childrenOf = async (parentRunId: string) =>
    (await runs.list(owner(), { limit: 200, parentRunId })).items.sort((a, b) =>
      a.parentStep! < b.parentStep! ? -1 : 1,
    );
  const children = (parent: string, status: string, count = 1) =>
    eventually(async () => {
      const found = await childrenOf(parent);
      expect(found.map((run) => run.status)).toEqual(Array.from({ length: count }, () => status));
      return found;
    });

  it('give their output to the step that called them, by name or id, in a map or loop', async () => {
    const id = await bench.publish(double, 'Double it');
    const run = await bench.finished(await bench.run(await bench.publish(each('Double it')), { list: [1, 2, 3] }));
    expect(run).toMatchObject({ status: 'succeeded', output: [2, 4, 6], parentRunId: null });
    expect(await childrenOf(run.id)).toMatchObject(
      [0, 1, 2].map((item) => ({
        workflowId: id,
        parentRunId: run.id,
        parentStep: `each[${item}]/call`,
        trigger: 'flow.subworkflow',
      })),
    );
    const loop = {
      nodes: [
        { id: 'start', kind: 'trigger.api', config: {} },
        { id: 'round', kind: 'flow.loop', config: { until: '{{ item > 50 }}' } },
        { ...call(id, { input: { n: '{{ item == null ? 1 : item }}' } }), parent: 'round' },
      ],
      edges: [{ from: 'start', to: 'round' }],
    };
    expect(await bench.finished(await bench.run(await bench.publish(loop)))).toMatchObject({
      output: { result: 64, count: 6 },
    });
  });

  it('keep to the version that was current when they were called, or to the one named', async () => {
    const definition = (value: string) => row({ id: 'say', kind: 'data.transform', config: { value } }, wait);
    const id = await bench.publish(definition('one'), 'Says its version');
    const parent = await bench.run(await bench.publish(row(call(id))));
    const [child] = await children(parent, 'waiting');
    const workflows = bench.get(WorkflowsService);
    const { etag } = await workflows.get(owner(), id);
    await workflows.saveDraft(owner(), id, { schemaVersion: 1, ...definition('two') }, etag);
    await workflows.publish(owner(), id, undefined);
    const late = await bench.run(await bench.publish(row(call(id))));
    const named = await bench.run(await bench.publish(row(call(id, { version: 1 }))));
    expect(await children(late, 'waiting')).toMatchObject([{ version: 2 }]);
    expect(await children(named, 'waiting')).toMatchObject([{ version: 1 }]);
    expect(child).toMatchObject({ version: 1 });
    await control.signal(owner(), child!.id, { name: 'go', payload: 'gone' });
    expect(await bench.finished(parent)).toMatchObject({ status: 'succeeded', output: 'gone' });
  });

  it('fail the step with their own error, however deep it lies', async () => {
    const inner = await bench.publish(doomed, 'Doomed');
    const middle = await bench.publish(row(call(inner)), 'In the middle');
    const run = await bench.finished(await bench.run(await bench.publish(row(call(middle)))));
    const [middleRun] = await children(run.id, 'failed');
    const [innerRun] = await children(middleRun!.id, 'failed');
    expect(run).toMatchObject({
      status: 'failed',
      error: {
        code: 'CHILD_FAILED',
        path: 'call',
        message: expect.stringContaining('no more') as string,
        cause: { code: 'RUN_STOPPED', message: 'no more', runId: innerRun!.id },
      },
    });
    const caught = await bench.publish({
      nodes: [
        ...row(call(inner, {}, { onError: 'branch' })).nodes,
        { id: 'tell', kind: 'data.transform', config: { value: '{{ error.code + " " + error.cause.code }}' } },
      ],
      edges: [
        { from: 'start', to: 'call' },
        { from: 'call', port: 'error', to: 'tell' },
      ],
    });
    expect(await bench.finished(await bench.run(caught))).toMatchObject({ output: 'CHILD_FAILED RUN_STOPPED' });
  });

  it('that call themselves end at the bound', async () => {
    const id = await bench.publish(row(call('Calls itself')), 'Calls itself');
    const run = await bench.finished(await bench.run(id));
    expect(run.error).toMatchObject({
      code: 'CHILD_FAILED',
      cause: { code: 'LIMIT_EXCEEDED', message: expect.stringContaining('16 runs deep') as string },
    });
    expect((await runs.list(owner(), { limit: 200, workflowId: id })).items).toHaveLength(17);
  });

  it('are cancelled, paused and resumed with the run that called them', async () => {
    const id = await bench.publish(row(wait));
    const parent = await bench.run(await bench.publish(each(id)), { list: [1, 2] });
    await children(parent, 'waiting', 2);
    await control.pause(owner(), parent);
    await children(parent, 'paused', 2);
    await control.resume(owner(), parent);
    await children(parent, 'waiting', 2);
    const steps = await bench.get(StepsService).list(owner(), parent, { limit: 10, scope: 'each[1]' });
    expect(steps.items[0]!.waitingFor).toMatchObject({ runId: (await childrenOf(parent))[1]!.id });
    await control.cancel(owner(), parent, 'enough');
    await children(parent, 'cancelled', 2);
  });

  it('are cancelled when the step has waited too long; cancelled by somebody, they fail it', async () => {
    const id = await bench.publish(row(wait));
    const slow = await bench.finished(await bench.run(await bench.publish(row(call(id, {}, { timeoutMs: 50 })))));
    expect(slow.error).toMatchObject({ code: 'STEP_TIMED_OUT' });
    await children(slow.id, 'cancelled');
    const cancelled = await bench.run(await bench.publish(row(call(id))));
    const [child] = await children(cancelled, 'waiting');
    await control.cancel(owner(), child!.id, undefined);
    expect((await bench.finished(cancelled)).error).toMatchObject({
      code: 'CHILD_FAILED',
      cause: { code: 'RUN_CANCELLED' },
    });
  });

  it('are found again by a step that is repeated, also when they have ended', async () => {
    const good = await bench.publish(double);
    const bad = await bench.publish(doomed);
    const parent = await bench.run(await bench.publish(row(wait)));
    const origin = {
      companyId: bench.companyId,
      runId: parent,
      path: 'call',
      generation: 1,
      depth: 0,
      startedBy: null,
      startedByName: 'API',
    };
    const calls = (key: string, workflow: string) => {
      const writes: Write[] = [];
      const { call: act } = bench
        .get(WorkflowCalling)
        .capability({ ...origin, key } as StepOrigin, (write) => void writes.push(write));
      return { writes, act: () => act({ workflow, input: { n: 4 } }) };
    };
    const first = calls('key-1', good);
    const { runId } = await first.act();
    await bench.db.transaction((tx) => first.writes[0]!(tx));
    await bench.finished(runId);
    const again = calls('key-1', good);
    expect(await again.act()).toEqual({ runId, output: 8 });
    expect(again.writes).toEqual([]);
    expect((await calls('key-2', good).act()).runId).not.toBe(runId);
    const failing = calls('key-3', bad);
    const { runId: failed } = await failing.act();
    await bench.db.transaction((tx) => failing.writes[0]!(tx));
    await bench.finished(failed);
    await expect(calls('key-3', bad).act()).rejects.toMatchObject({
      code: 'CHILD_FAILED',
      details: { cause: { code: 'RUN_STOPPED', runId: failed } },
    });
    await control.cancel(owner(), parent, undefined);
  });

  it('must be there, published, alone of their name, and of the same company', async () => {
    const errorOf = async (...nodes: WorkflowNode[]) =>
      (await bench.finished(await bench.run(await bench.publish(row(...nodes))))).error;
    expect(await errorOf(call('Nobody'))).toMatchObject({ code: 'WORKFLOW_NOT_FOUND' });
    expect(await errorOf(call(newId('workflow')))).toMatchObject({ code: 'WORKFLOW_NOT_FOUND' });
    const twins = [await bench.publish(double, 'Twins'), await bench.publish(double, 'Twins')];
    expect(await errorOf(call('Twins'))).toMatchObject({ code: 'VALIDATION_FAILED' });
    expect(await errorOf(call(twins[0]!, { version: 9 }))).toMatchObject({ code: 'VERSION_NOT_FOUND' });
    const { id: draft } = await bench
      .get(WorkflowsService)
      .create(owner(), { name: 'A draft', definition: { schemaVersion: 1, ...double } });
    expect(await errorOf(call(draft))).toMatchObject({ code: 'WORKFLOW_NOT_PUBLISHED' });
    const stranger = callerAs('owner');
    const { id: foreign } = await bench
      .get(WorkflowsService)
      .create(stranger, { name: 'Foreign', definition: { schemaVersion: 1, ...double } });
    await bench.get(WorkflowsService).publish(stranger, foreign, undefined);
    expect(await errorOf(call(foreign))).toMatchObject({ code: 'WORKFLOW_NOT_FOUND' });
    const strict = { ...double, inputs: { type: 'object', required: ['n'] } };
    expect(await errorOf(call(await bench.publish(strict), { input: {} }))).toMatchObject({
      code: 'RUN_INPUT_INVALID',
    });
  });
});
