import { newId } from '#libs/contracts';
import { Durable } from '#libs/durable';
import { Measurements } from '#libs/platform/telemetry';
import { backends } from '#libs/service/testing/service-under-test';
import { eventually } from '#libs/testing';
import { CompanyBench, row } from '../../testing/company-bench.js';
import { Flows } from '../runs/flows.js';
import { inputOf } from '../runs/new-run.js';
import { RunControlService } from '../runs/run-control.service.js';
import { RunStarter } from '../runs/run-starter.js';
import { RunsService } from '../runs/runs.service.js';
import { WorkflowRepository } from '../workflows/workflow.repository.js';
import { LimitsService } from './limits.service.js';

const echo = row({ id: 'say', kind: 'data.set', config: { values: { text: '{{ input.text }}' } } });
const patient = row({ id: 'wait', kind: 'flow.wait', config: { signal: 'go' } });

describe.each(backends)('limits on %s', (backend) => {
  let bench: CompanyBench;
  let limits: LimitsService;
  const open = { maxConcurrentRuns: 64, maxRunsPerMinute: null, maxQueuedRuns: 20_000 };

  beforeAll(async () => {
    bench = await CompanyBench.start(backend);
    limits = bench.get(LimitsService);
  });
  afterAll(() => bench.stop());
  afterEach(() => limits.setCompany(bench.owner.caller, open));

  /** As a trigger does it: nobody is there to hear a refusal. */
  async function fire(workflowId: string, input: unknown = {}, requestKey: string | null = null) {
    const { companyId } = bench;
    const { name, currentVersion } = await bench.get(WorkflowRepository).published(companyId, workflowId);
    const flow = await bench.get(Flows).at(companyId, workflowId, currentVersion);
    const startedBy = { userId: null, name: 'Schedule' };
    const request = { input, trigger: 'trigger.schedule' };
    return bench.get(RunStarter).start({
      companyId,
      input: inputOf(flow, { workflowId, workflowName: name, startedBy, request }),
      requestKey,
      immediate: false,
      createdAt: await bench.db.now(),
    });
  }

  it('are the defaults until they are set, and come back when a field is left out', async () => {
    const { caller } = bench.owner;
    expect(await limits.company(caller)).toEqual(open);
    expect(await limits.setCompany(caller, { ...open, maxConcurrentRuns: 3, maxRunsPerMinute: 100 })).toEqual({
      maxConcurrentRuns: 3,
      maxRunsPerMinute: 100,
      maxQueuedRuns: 20_000,
    });
    const workflow = await bench.publish(echo);
    const set = { maxConcurrentRuns: 2, maxRunsPerMinute: 5, priority: -3 };
    expect(await limits.workflow(caller, workflow)).toEqual({
      maxConcurrentRuns: null,
      maxRunsPerMinute: null,
      priority: 0,
    });
    expect(await limits.setWorkflow(caller, workflow, set)).toEqual(set);
    await expect(limits.workflow(caller, newId('workflow'))).rejects.toMatchObject({ code: 'WORKFLOW_NOT_FOUND' });
    const stranger = { ...caller, companyId: newId('company') };
    await expect(limits.setWorkflow(stranger, workflow, set)).rejects.toMatchObject({ code: 'WORKFLOW_NOT_FOUND' });
    expect(await limits.company(stranger)).toEqual(open);
  });

  it('answer 429 with the time to wait above the rate, and count nothing for it', async () => {
    const workflow = await bench.publish(echo);
    await limits.setCompany(bench.owner.caller, { ...open, maxRunsPerMinute: 3 });
    const results = await Promise.allSettled([1, 2, 3, 4, 5].map(() => bench.run(workflow)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    const refused = results.filter((result) => result.status === 'rejected');
    for (const { reason } of refused)
      expect(reason).toMatchObject({ code: 'RATE_LIMITED', status: 429, details: { limit: 'maxRunsPerMinute' } });
    const { retryAfterMs } = (refused[0]!.reason as { details: { retryAfterMs: number } }).details;
    expect(retryAfterMs).toBeGreaterThan(0);
    expect(retryAfterMs).toBeLessThan(60_000);
    expect(await limits.usageNow(bench.owner.caller)).toMatchObject({ rate: { used: 3, limit: 3 } });
  });

  it('hold for one workflow alone, and leave the others be', async () => {
    const [slow, free] = [await bench.publish(echo), await bench.publish(echo)];
    await limits.setWorkflow(bench.owner.caller, slow, { maxConcurrentRuns: null, maxRunsPerMinute: 1, priority: 0 });
    await bench.run(slow);
    await expect(bench.run(slow)).rejects.toMatchObject({
      code: 'RATE_LIMITED',
      message: expect.stringContaining('This workflow') as string,
    });
    await bench.run(free);
    await bench.run(free);
  });

  it('queue what a trigger starts above the rate until its minute comes', async () => {
    const workflow = await bench.publish(echo);
    await limits.setWorkflow(bench.owner.caller, workflow, {
      maxConcurrentRuns: null,
      maxRunsPerMinute: 1,
      priority: 0,
    });
    const first = await fire(workflow, { text: 'a' });
    const second = await fire(workflow, { text: 'b' });
    expect(await bench.finished(first.row.id)).toMatchObject({ status: 'succeeded' });
    expect(await bench.get(RunsService).get(bench.owner.caller, second.row.id)).toMatchObject({ status: 'queued' });
    const [due] = await bench.db.query<{ due_at: number; created_at: number }>(
      'SELECT due_at, created_at FROM durable_runs WHERE id = ?',
      [second.row.id],
    );
    expect(Number(due!.due_at) - Number(due!.created_at)).toBeGreaterThan(55_000);
    // A minute later.
    await bench.db.run('UPDATE durable_runs SET due_at = created_at WHERE id = ?', [second.row.id]);
    expect(await bench.finished(second.row.id)).toMatchObject({ status: 'succeeded', output: { text: 'b' } });
  });

  it('show what runs, waits and queues, and keep what finds no room in the queue as a dead letter', async () => {
    const workflow = await bench.publish(patient);
    const { caller } = bench.owner;
    await limits.setWorkflow(caller, workflow, { maxConcurrentRuns: 1, maxRunsPerMinute: null, priority: 0 });
    const waiting = await bench.run(workflow);
    await eventually(async () => expect((await limits.usageNow(caller)).waiting).toBe(1));
    // Nobody works: what is started now stands in line.
    await limits.setCompany(caller, { ...open, maxConcurrentRuns: 1, maxQueuedRuns: 2 });
    await bench.db.run('UPDATE durable_runs SET admitted = 1 WHERE id = ?', [waiting]);
    const line = [await bench.run(workflow), (await fire(workflow)).row.id];
    await eventually(async () =>
      expect(await limits.usageNow(caller)).toMatchObject({ inLine: 2, queued: 2, places: { taken: 1, limit: 1 } }),
    );
    const usage = await limits.usageNow(caller);
    expect(usage.queue).toEqual({ taken: 2, limit: 2 });
    expect(usage.workflows).toContainEqual({
      workflowId: workflow,
      places: { taken: 1, limit: 1 },
      rate: { used: 0, limit: null },
    });
    await expect(bench.run(workflow)).rejects.toMatchObject({
      code: 'RATE_LIMITED',
      details: { limit: 'maxQueuedRuns' },
    });
    const { row: lost } = await fire(workflow, { text: 'late' });
    expect(lost).toMatchObject({ status: 'failed', error: { code: 'RATE_LIMITED' } });
    const seen = await bench.get(RunsService).get(caller, lost.id);
    expect(seen).toMatchObject({ status: 'failed', input: { text: 'late' }, startedAt: null });
    expect(await bench.db.query('SELECT source, run_id, status FROM dead_letters')).toEqual([
      { source: 'start', run_id: lost.id, status: 'open' },
    ]);
    await bench.db.run('UPDATE durable_runs SET admitted = 0 WHERE id = ?', [waiting]);
    for (const id of [waiting, ...line]) {
      await eventually(async () => expect((await bench.get(Durable).summary(id))?.status).toBe('waiting'));
      await bench.get(RunControlService).signal(caller, id, { name: 'go' });
      expect(await bench.finished(id)).toMatchObject({ status: 'succeeded' });
    }
  });

  it('show in the metrics and in readiness what is held back, over all companies', async () => {
    const workflow = await bench.publish(echo);
    await limits.setWorkflow(bench.owner.caller, workflow, {
      maxConcurrentRuns: null,
      maxRunsPerMinute: 1,
      priority: 0,
    });
    await bench.run(workflow);
    await expect(bench.run(workflow)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    const text = await bench.get(Measurements).registry.metrics();
    expect(text).toMatch(/aaas_starts_bounded_total\{limit="maxRunsPerMinute",outcome="refused"\} [1-9]/);
    expect(text).toContain('aaas_dead_letters_open{source="start"}');
    for (const name of [
      'runs_in_line',
      'runs_leased',
      'oldest_due_seconds',
      'oldest_in_line_seconds',
      'event_dead_letters',
    ])
      expect(text).toMatch(new RegExp(`aaas_${name}\\{service="company"\\} [0-9.]+`));
    const { checks } = await bench.service.service.readiness();
    expect(checks['wakeUps']?.detail).toMatchObject({
      inLine: expect.any(Number) as number,
      oldestDueMs: expect.any(Number) as number,
      oldestInLineMs: expect.any(Number) as number,
    });
    expect(checks['storage']).toEqual({ ok: true });
  });

  it('begin runs of the workflow with the higher priority first', async () => {
    const { caller } = bench.owner;
    const [low, high] = [await bench.publish(echo), await bench.publish(echo)];
    await limits.setWorkflow(caller, high, { maxConcurrentRuns: null, maxRunsPerMinute: null, priority: 7 });
    const ids = [await bench.run(low), await bench.run(high)];
    const rows = await bench.db.query<{ id: string; priority: number; group_id: string }>(
      'SELECT id, priority, group_id FROM durable_runs WHERE id IN (?, ?) ORDER BY id',
      ids,
    );
    expect(rows).toMatchObject([
      { priority: 0, group_id: low },
      { priority: 7, group_id: high },
    ]);
  });
});
