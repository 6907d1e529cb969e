import { callerAs, backends } from '#libs/service/testing/service-under-test';
import { eventually } from '#libs/testing';
import type { Definition, WorkflowNode } from '#libs/workflow';
import { CompanyBench, row } from '../../testing/company-bench.js';
import { WorkflowsService } from '../workflows/workflows.service.js';
import { RerunService } from './rerun.service.js';
import { RunControlService } from './run-control.service.js';
import { RunsService } from './runs.service.js';
import type { RerunRequest } from './rerun-plan.js';

type Nodes = Pick<Definition, 'nodes' | 'edges'>;
const set = (id: string, value: string, more: Partial<WorkflowNode> = {}): WorkflowNode => ({
  id,
  kind: 'data.transform',
  config: { value },
  ...more,
});
const call = (workflow: string, input: string, more: Partial<WorkflowNode> = {}): WorkflowNode => ({
  id: 'call',
  kind: 'flow.subworkflow',
  config: { workflow, input: { n: input } },
  ...more,
});

describe.each(backends)('rerun on %s', (backend) => {
  let bench: CompanyBench;
  let runs: RunsService;
  let reruns: RerunService;

  beforeAll(async () => {
    bench = await CompanyBench.start(backend);
    runs = bench.get(RunsService);
    reruns = bench.get(RerunService);
    await bench.publish(row(set('double', '{{ input.n * 2 }}')), 'Double');
  });
  afterAll(() => bench.stop());

  const owner = () => bench.owner.caller;
  const again = async (id: string, request: RerunRequest = {}, key?: string) =>
    bench.finished((await reruns.rerun(owner(), id, request, key)).id);
  const done = async (definition: Nodes, input: unknown = {}) =>
    bench.finished(await bench.run(await bench.publish(definition), input));
  const callsOf = async (parentRunId: string) =>
    (await runs.list(owner(), { limit: 100, parentRunId })).items.map(({ parentStep }) => parentStep).sort();
  const publish = async (id: string, definition: Nodes) => {
    const workflows = bench.get(WorkflowsService);
    const { etag } = await workflows.get(owner(), id);
    await workflows.saveDraft(owner(), id, { schemaVersion: 1, ...definition }, etag);
    await workflows.publish(owner(), id, undefined);
  };

  it('from the beginning is a new run with the same input, once under its key', async () => {
    const first = await done(row(call('Double', '{{ input.n }}')), { n: 4 });
    const second = await again(first.id, {}, 'again');
    expect(second).toMatchObject({ status: 'succeeded', output: 8, input: { n: 4 }, rerunOf: first.id, version: 1 });
    expect(second.id).not.toBe(first.id);
    expect((await again(first.id, {}, 'again')).id).toBe(second.id);
    expect((await again(first.id, { input: { n: 5 } })).output).toBe(10);
    expect((await reruns.preflight(owner(), first.id, {})).repeats).toEqual([
      { path: 'call', node: 'call', kind: 'flow.subworkflow', effect: 'idempotent' },
    ]);
  });

  it('from an item of a map repeats that item alone, and what follows', async () => {
    const definition = {
      nodes: [
        { id: 'start', kind: 'trigger.api', config: {} },
        { id: 'each', kind: 'flow.map', config: { items: '{{ input.list }}', result: '{{ steps.after.output }}' } },
        call('Double', '{{ item }}', { parent: 'each' }),
        set('after', '{{ steps.call.output + index }}', { parent: 'each' }),
        set('end', '{{ steps.each.output }}'),
      ],
      edges: [
        { from: 'start', to: 'each' },
        { from: 'call', to: 'after' },
        { from: 'each', to: 'end' },
      ],
    };
    const first = await done(definition, { list: [1, 2, 3] });
    expect(first.output).toEqual([2, 5, 8]);
    const plan = await reruns.preflight(owner(), first.id, { fromStep: 'each[1]/call' });
    expect(plan.keeps.steps.map(({ path }) => path)).toEqual([
      'start',
      'each[0]/call',
      'each[0]/after',
      'each[2]/call',
      'each[2]/after',
    ]);
    expect(plan.again.steps.map(({ path }) => path)).toEqual(['each', 'each[1]/call', 'each[1]/after', 'end']);
    expect(plan.repeats).toMatchObject([{ path: 'each[1]/call' }]);
    const second = await again(first.id, { fromStep: 'each[1]/call' });
    expect(second).toMatchObject({ status: 'succeeded', output: [2, 5, 8], rerunOf: first.id });
    expect(await callsOf(second.id)).toEqual(['each[1]/call']);
    // A rerun of a rerun, which kept the whole map, of another item.
    const whole = await again(second.id, { fromStep: 'end' });
    const third = await again(whole.id, { fromStep: 'each[2]/after' });
    expect(third.output).toEqual([2, 5, 8]);
    expect(await callsOf(third.id)).toEqual([]);
    const history = (await runs.history(owner(), third.id, 0, 1000)).items;
    expect(history.map(({ seq }) => seq)).toEqual(history.map((_, index) => index + 1));
    expect(history[0]).toMatchObject({
      type: 'run.started',
      data: { from: { run: whole.id, step: 'each[2]/after' } },
    });
    expect(history.filter(({ type }) => type === 'step.kept').length).toBeGreaterThan(4);
  });

  it('from within an iteration of a loop goes on with what the one before gave', async () => {
    const definition = {
      nodes: [
        { id: 'start', kind: 'trigger.api', config: {} },
        { id: 'round', kind: 'flow.loop', config: { while: '{{ index < 4 }}', result: '{{ steps.call.output }}' } },
        call('Double', '{{ item == null ? 1 : item }}', { parent: 'round' }),
      ],
      edges: [{ from: 'start', to: 'round' }],
    };
    const first = await done(definition);
    expect(first.output).toEqual({ result: 16, count: 4 });
    const second = await again(first.id, { fromStep: 'round[2]/call' });
    expect(second.output).toEqual({ result: 16, count: 4 });
    expect(await callsOf(second.id)).toEqual(['round[2]/call', 'round[3]/call']);
    const third = await again(second.id, { fromStep: 'round[1]/call' });
    expect(third.output).toEqual({ result: 16, count: 4 });
    expect(await callsOf(third.id)).toEqual(['round[1]/call', 'round[2]/call', 'round[3]/call']);
  });

  it('keeps payloads of signals and large outputs, and is no part of the run that it repeats', async () => {
    const wait = { id: 'wait', kind: 'flow.wait', config: { signal: 'go' } };
    const large = set('large', `{{ [${'input.text, '.repeat(20)}""].join("") }}`);
    const end = set('end', '{{ size(steps.large.output) + steps.wait.output }}');
    const id = await bench.run(await bench.publish(row(wait, large, end)), { text: 'x'.repeat(10_000) });
    await eventually(async () => expect((await runs.get(owner(), id)).status).toBe('waiting'));
    await expect(reruns.rerun(owner(), id, {})).rejects.toMatchObject({ code: 'RUN_STATE_FORBIDS' });
    await bench.get(RunControlService).signal(owner(), id, { name: 'go', payload: 7 });
    expect((await bench.finished(id)).output).toBe(200_007);
    const before = (await bench.service.host.wiring.blobs.list(`${bench.companyId}/`)).keys.length;
    expect((await again(id, { fromStep: 'end' })).output).toBe(200_007);
    expect((await bench.service.host.wiring.blobs.list(`${bench.companyId}/`)).keys.length).toBe(before + 1);
  });

  it('of a failed run goes on where it failed, on a version that mends it', async () => {
    const definition = (end: string, first = '{{ input.n }}') => row(call('Double', first), set('end', end));
    const id = await bench.publish(definition('{{ steps.call.output.nothing }}'));
    const failed = await bench.finished(await bench.run(id, { n: 3 }));
    expect(failed).toMatchObject({ status: 'failed', error: { path: 'end' } });
    await publish(id, definition('{{ steps.call.output + 1 }}'));
    expect(await again(failed.id, { fromStep: 'end' })).toMatchObject({ status: 'failed', version: 1 });
    const mended = await again(failed.id, { fromStep: 'end', version: 2 });
    expect(mended).toMatchObject({ status: 'succeeded', output: 7, version: 2 });
    expect(await callsOf(mended.id)).toEqual([]);
    await publish(id, definition('{{ steps.call.output + 1 }}', '{{ input.n + 1 }}'));
    const changed = { fromStep: 'end', version: 3 };
    expect((await reruns.preflight(owner(), failed.id, changed)).problems).toMatchObject([
      { code: 'STEP_CHANGED', severity: 'error', node: 'call' },
    ]);
    await expect(reruns.rerun(owner(), failed.id, changed)).rejects.toMatchObject({
      code: 'RERUN_NOT_POSSIBLE',
      details: { issues: [{ path: 'steps.call' }] },
    });
    expect((await again(failed.id, { fromStep: 'call', version: 3 })).output).toBe(9);
    const edited = { fromStep: 'end', version: 2, input: { n: 100 } };
    expect((await reruns.preflight(owner(), failed.id, edited)).problems).toMatchObject([
      { code: 'INPUT_READ', severity: 'warning', node: 'call' },
    ]);
    expect(await again(failed.id, edited)).toMatchObject({ output: 7, input: { n: 100 } });
  });

  it('is refused for steps and versions that are not there, and to strangers', async () => {
    const { id, workflowId } = await done(row(set('say', '{{ 1 }}')));
    await expect(reruns.rerun(owner(), id, { fromStep: 'nobody' })).rejects.toMatchObject({
      code: 'RERUN_NOT_POSSIBLE',
      details: { issues: [{ path: 'fromStep' }] },
    });
    await expect(reruns.rerun(owner(), id, { version: 2 })).rejects.toMatchObject({ code: 'VERSION_NOT_FOUND' });
    const stranger = callerAs('owner');
    await expect(reruns.rerun(stranger, id, {})).rejects.toMatchObject({ code: 'RUN_NOT_FOUND' });
    expect((await reruns.rerunAll(stranger, { runIds: [id] })).items).toMatchObject([
      { runId: id, newRunId: null, error: { code: 'RUN_NOT_FOUND' } },
    ]);
    await expect(reruns.rerunAll(stranger, { filter: { workflowId } })).rejects.toMatchObject({
      code: 'WORKFLOW_NOT_FOUND',
    });
  });

  it('of many failed runs answers for each, once under its key', async () => {
    const id = await bench.publish(row(set('pick', '{{ input.n }}')));
    const failed = await Promise.all([1, 2, 3].map(async () => (await bench.finished(await bench.run(id))).id));
    const fine = (await bench.finished(await bench.run(id, { n: 1 }))).id;
    const some = await reruns.rerunAll(owner(), { runIds: [failed[0]!, fine] }, 'some');
    expect(some).toMatchObject({
      items: [
        { runId: failed[0], error: null },
        { runId: fine, newRunId: null, error: { code: 'RUN_STATE_FORBIDS' } },
      ],
      nextCursor: null,
    });
    expect(await reruns.rerunAll(owner(), { runIds: [failed[0]!, fine] }, 'some')).toEqual(some);
    await bench.finished(some.items[0]!.newRunId!);
    const before = new Date((await bench.db.now()) + 1000).toISOString();
    const all = await reruns.rerunAll(owner(), { filter: { workflowId: id, to: before } });
    expect(all.items.map(({ runId }) => runId)).toEqual([...failed, some.items[0]!.newRunId].sort());
    expect(all.items.every(({ newRunId }) => newRunId !== null)).toBe(true);
    expect((await reruns.rerunAll(owner(), { filter: { workflowId: id, from: before } })).items).toEqual([]);
  });
});
