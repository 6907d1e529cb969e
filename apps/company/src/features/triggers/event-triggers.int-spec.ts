import { newId, runEventsOut, type EventEnvelope } from '#libs/contracts';
import { backends } from '#libs/service/testing/service-under-test';
import { eventually } from '#libs/testing';
import type { Definition } from '#libs/workflow';
import { CompanyBench, row } from '../../testing/company-bench.js';
import { RunsService } from '../runs/runs.service.js';
import { EventFiring } from './event-firing.js';
import { TriggersService } from './triggers.service.js';

type Node = Definition['nodes'][number];
const show: Node = { id: 'show', kind: 'data.set', config: { values: { got: '{{ input }}' } } };
const fails = row({ id: 'stop', kind: 'flow.stop', config: { outcome: 'failed', message: 'no stock' } });
const works = row({ id: 'say', kind: 'data.set', config: { values: { n: '{{ input.n }}' } } });

describe.each(backends)('triggers by events on %s', (backend) => {
  let bench: CompanyBench;

  beforeAll(async () => {
    bench = await CompanyBench.start(backend);
  });
  afterAll(() => bench.stop());

  const triggered = (kind: string, config: Record<string, unknown>, ...nodes: Node[]) => {
    const all: Node[] = [{ id: 'fire', kind, config }, ...(nodes.length > 0 ? nodes : [show])];
    return bench.publish({
      nodes: all,
      edges: all.slice(1).map(({ id }, index) => ({ from: all[index]!.id, to: id })),
    });
  };
  const runsOf = async (workflowId: string) =>
    (await bench.get(RunsService).list(bench.owner.caller, { limit: 200, workflowId })).items.reverse();
  const ended = (workflowId: string, count: number) =>
    eventually(async () => {
      const runs = await runsOf(workflowId);
      expect(runs.map(({ finishedAt }) => finishedAt !== null)).toEqual(Array<boolean>(count).fill(true));
      return Promise.all(runs.map(({ id }) => bench.get(RunsService).get(bench.owner.caller, id)));
    });
  /** Everything that happened so far has been looked at: a watcher of its own has seen an end that came later. */
  const settled = async () => {
    const source = await bench.publish(works, 'Marker');
    const watcher = await triggered('trigger.workflow', { workflow: source });
    await bench.finished(await bench.run(source, { n: 0 }));
    await ended(watcher, 1);
  };

  it('start when another workflow ends as they want it, with its output', async () => {
    const [good, bad] = [await bench.publish(works, 'Orders'), await bench.publish(fails)];
    const after = await triggered('trigger.workflow', { workflow: good });
    const afterBad = await triggered('trigger.workflow', { workflow: bad });
    const any = await triggered('trigger.workflow', { workflow: bad, on: 'any' });
    const runId = await bench.run(good, { n: 7 });
    await bench.run(bad);
    const [run] = await ended(after, 1);
    expect(run).toMatchObject({
      status: 'succeeded',
      trigger: 'trigger.workflow',
      startedBy: { userId: null, name: 'Workflow' },
      output: {
        got: { runId, workflowId: good, workflowName: 'Orders', version: 1, status: 'succeeded', output: { n: 7 } },
      },
    });
    expect((await ended(any, 1))[0]).toMatchObject({
      output: { got: { status: 'failed', error: { code: 'RUN_STOPPED', message: 'no stock' }, output: null } },
    });
    expect(await runsOf(afterBad)).toEqual([]);
  });

  it('start when a run fails, the own failure and that of another error workflow left out', async () => {
    const bad = await bench.publish(fails, 'Breaks');
    const one = await triggered('trigger.error', { workflow: bad });
    const stop: Node = { id: 'stop', kind: 'flow.stop', config: { outcome: 'failed' } };
    const [all, other] = [await triggered('trigger.error', {}, stop), await triggered('trigger.error', {}, stop)];
    const runId = await bench.run(bad);
    const [run] = await ended(one, 1);
    const error = { code: 'RUN_STOPPED', message: 'no stock' };
    expect(run).toMatchObject({
      trigger: 'trigger.error',
      output: { got: { runId, workflowId: bad, workflowName: 'Breaks', version: 1, error } },
    });
    await ended(all, 1);
    await ended(other, 1);
    await settled();
    expect([(await runsOf(all)).length, (await runsOf(other)).length]).toEqual([1, 1]);
    for (const workflow of [all, other]) await bench.get(TriggersService).pause(bench.owner.caller, workflow, 'fire');
    await bench.run(bad);
    await ended(one, 2);
    await settled();
    expect((await runsOf(all)).length).toBe(1);
  });

  it('start on an event of the platform that fits the condition, with the event as input', async () => {
    const source = await bench.publish(works, 'Watched');
    const filter = `event.data.workflowId == "${source}"`;
    const fits = await triggered('trigger.event', { type: 'run.succeeded.v1', filter });
    const broken = await triggered('trigger.event', {
      type: 'run.succeeded.v1',
      filter: 'event.data.nothing.here == 1',
    });
    const runId = await bench.run(source, { n: 1 });
    const [run] = await ended(fits, 1);
    expect(run).toMatchObject({
      trigger: 'trigger.event',
      output: { got: { type: 'run.succeeded.v1', data: { runId, workflowId: source } } },
    });
    await settled();
    expect(await runsOf(broken)).toEqual([]);
    const noted = await bench.db.query<{ status: string; reason: string }>(
      "SELECT status, reason FROM trigger_firings WHERE workflow_id = ? AND status = 'skipped'",
      [broken],
    );
    expect(noted[0]!.reason).toContain('The condition failed');
    await bench.get(TriggersService).pause(bench.owner.caller, broken, 'fire');
    await bench.get(TriggersService).pause(bench.owner.caller, fits, 'fire');
  });

  it('start once for one event, however often it is told, and not for that of another company', async () => {
    const source = await bench.publish(works);
    const after = await triggered('trigger.workflow', { workflow: source, on: 'any' });
    const event = (companyId: string): EventEnvelope => ({
      id: newId('message'),
      type: runEventsOut.runCancelled.type,
      producer: 'company',
      position: 1,
      companyId,
      at: new Date().toISOString(),
      data: { runId: newId('run'), workflowId: source, workflowName: 'x', version: 1 },
    });
    const own = event(bench.companyId);
    const firing = bench.get(EventFiring);
    for (let told = 0; told < 3; told++) await bench.db.transaction((tx) => firing.fire(tx, own));
    await bench.db.transaction((tx) => firing.fire(tx, event(newId('company'))));
    await ended(after, 1);
    await settled();
    expect(await runsOf(after)).toHaveLength(1);
  });

  it('end a chain of workflows that start each other', async () => {
    const [a, b] = [await bench.publish(works, 'A'), await bench.publish(works, 'B')];
    const edit = async (workflow: string, other: string) => {
      const { WorkflowsService } = await import('../workflows/workflows.service.js');
      const workflows = bench.get(WorkflowsService);
      const nodes: Node[] = [
        { id: 'start', kind: 'trigger.api', config: {} },
        { id: 'fire', kind: 'trigger.workflow', config: { workflow: other, on: 'any' } },
        { ...show, kind: 'data.set', config: { values: { n: 1 } } },
      ];
      const edges = [
        { from: 'start', to: 'show' },
        { from: 'fire', to: 'show' },
      ];
      await workflows.saveDraft(bench.owner.caller, workflow, { schemaVersion: 1, nodes, edges }, '*');
      await workflows.publish(bench.owner.caller, workflow, undefined);
    };
    await edit(a, b);
    await edit(b, a);
    await bench.run(a);
    const refused = () =>
      bench.db.query<{ reason: string }>(
        "SELECT reason FROM trigger_firings WHERE status = 'skipped' AND workflow_id IN (?, ?)",
        [a, b],
      );
    await eventually(async () => expect(await refused()).toEqual([{ reason: '8 runs led to each other by events' }]));
    expect((await runsOf(a)).length + (await runsOf(b)).length).toBe(9);
  });
});
