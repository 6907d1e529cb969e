import { setTimeout as sleep } from 'node:timers/promises';
import { startRun } from '#libs/contracts';
import { stepKey } from '#libs/durable';
import { backends, callerAs } from '#libs/service/testing/service-under-test';
import { eventually } from '#libs/testing';
import { CompanyBench, row } from '../../testing/company-bench.js';
import { ArtifactStore } from '../artifacts/artifact-store.js';
import { RunControlService } from './run-control.service.js';
import { RunsService } from './runs.service.js';
import { StepsService } from './steps.service.js';

const echo = row({ id: 'say', kind: 'data.set', config: { values: { text: '{{ input.text }}' } } });
const agentTask = { id: 'draft', kind: 'agent.task', config: { agent: 'writer', goal: 'Write' } };

describe.each(backends)('runs on %s', (backend) => {
  let bench: CompanyBench;
  let runs: RunsService;

  beforeAll(async () => {
    bench = await CompanyBench.start(backend);
    runs = bench.get(RunsService);
  });
  afterAll(() => bench.stop());

  const countOf = async (workflowId: string) =>
    (await runs.list(bench.owner.caller, { limit: 200, workflowId })).items.length;

  it('start once under one Idempotency-Key, however often they are asked for', async () => {
    const workflow = await bench.publish(echo);
    const ids = await Promise.all([1, 2, 3, 4].map(() => bench.run(workflow, { text: 'a' }, 'key-1')));
    expect(new Set(ids).size).toBe(1);
    expect(await bench.run(workflow, { text: 'a' }, 'key-1')).toBe(ids[0]);
    expect(await countOf(workflow)).toBe(1);
    const other = await bench.member('operator');
    const request = { input: {}, trigger: 'trigger.api' as const, immediate: false, key: 'key-1' };
    expect((await runs.start(other.caller, workflow, request)).id).not.toBe(ids[0]);
    expect(await bench.run(workflow, {}, 'key-2')).not.toBe(ids[0]);
    expect(await bench.run(workflow)).not.toBe(await bench.run(workflow));
  });

  it('refuse an input that does not fit, field by field, or is too large, and leave nothing behind', async () => {
    const inputs = {
      type: 'object',
      required: ['messages'],
      properties: { messages: { type: 'array', items: { type: 'object', required: ['from'] } } },
    };
    const workflow = await bench.publish({ ...echo, inputs });
    await expect(bench.run(workflow, { messages: [{ from: 'a' }, {}] })).rejects.toMatchObject({
      code: 'RUN_INPUT_INVALID',
      details: { issues: [{ path: 'input.messages[1].from', message: 'is missing' }] },
    });
    await expect(bench.run(workflow, { messages: [], more: 'x'.repeat(5 * 1024 * 1024) })).rejects.toMatchObject({
      code: 'LIMIT_EXCEEDED',
      status: 422,
      message: expect.stringContaining('The input of the run') as string,
    });
    expect(await countOf(workflow)).toBe(0);
  });

  it('are waited for a minute at most', () => {
    const query = startRun.query;
    expect(query.safeParse({ wait: '60' }).success).toBe(true);
    expect(query.safeParse({ wait: '61' }).success).toBe(false);
  });

  it('stay on the version they began with', async () => {
    const workflow = await bench.publish(row({ id: 'wait', kind: 'flow.wait', config: { signal: 'go' } }));
    const run = await bench.run(workflow);
    const { definition } = await runs.definition(bench.owner.caller, run);
    expect(definition.nodes.map(({ id }) => id)).toEqual(['start', 'wait']);
    await bench.get(RunControlService).signal(bench.owner.caller, run, { name: 'go', payload: { n: 1 } });
    expect(await bench.finished(run)).toMatchObject({ status: 'succeeded', output: { n: 1 } });
  });

  describe('and the tasks of their agents', () => {
    const started = (runId: string, count = 1) =>
      eventually(async () => {
        const tasks = bench.agents.started.filter((task) => task.runId === runId);
        expect(tasks).toHaveLength(count);
        // Waiting, so that the suspension is committed.
        expect((await runs.get(bench.owner.caller, runId)).status).toBe('waiting');
        return tasks;
      });

    it('end together when the run is cancelled', async () => {
      const run = await bench.run(await bench.publish(row(agentTask)));
      const [task] = await started(run);
      expect(task!.key).toBe(stepKey(run, 'draft', 1));
      await bench.get(RunControlService).cancel(bench.owner.caller, run, 'enough');
      expect(await bench.finished(run)).toMatchObject({ status: 'cancelled', output: null });
      await eventually(() => expect(bench.agents.cancelled).toContain(task!.key));
    });

    it('end together when another branch fails the run', async () => {
      const definition = {
        nodes: [
          { id: 'start', kind: 'trigger.api', config: {} },
          agentTask,
          { id: 'wait', kind: 'flow.wait', config: { signal: 'go' } },
          { id: 'stop', kind: 'flow.stop', config: { outcome: 'failed' as const, message: 'no' } },
        ],
        edges: [
          { from: 'start', to: 'draft' },
          { from: 'start', to: 'wait' },
          { from: 'wait', to: 'stop' },
        ],
      };
      const run = await bench.run(await bench.publish(definition));
      const [task] = await started(run);
      await bench.get(RunControlService).signal(bench.owner.caller, run, { name: 'go' });
      expect(await bench.finished(run)).toMatchObject({ status: 'failed', error: { code: 'RUN_STOPPED' } });
      await eventually(() => expect(bench.agents.cancelled).toContain(task!.key));
    });

    it('is not cancelled when it was waited for to its end', async () => {
      const run = await bench.run(await bench.publish(row(agentTask)));
      const [task] = await started(run);
      await bench.get(RunControlService).pause(bench.owner.caller, run);
      await bench.get(RunControlService).resume(bench.owner.caller, run);
      await sleep(100);
      expect(bench.agents.cancelled).not.toContain(task!.key);
      await bench.get(RunControlService).cancel(bench.owner.caller, run, undefined);
    });
  });

  it('a step that is repeated writes its file once', async () => {
    const artifacts = bench.get(ArtifactStore);
    const file = { name: 'Bericht für Köln.csv', contentType: 'text/csv', content: 'a,b\n' };
    const origin = { companyId: bench.companyId, runId: 'run_x', key: 'step-key' } as never;
    const written = await Promise.all([1, 2, 3].map(() => artifacts.capability(origin).write(file)));
    expect(new Set(written.map(({ artifactId }) => artifactId)).size).toBe(1);
    expect((await artifacts.capability(origin).write({ ...file, name: 'other.csv' })).artifactId).not.toBe(
      written[0]!.artifactId,
    );
    const { items } = await artifacts.list(bench.companyId, { limit: 10, runId: 'run_x' });
    expect(items.map(({ name }) => name).sort()).toEqual(['Bericht für Köln.csv', 'other.csv']);
    const { keys } = await bench.service.host.wiring.blobs.list(`${bench.companyId}/artifacts/`);
    expect(keys).toHaveLength(2);
    await expect(artifacts.open(callerAs('owner').companyId, written[0]!.artifactId)).rejects.toMatchObject({
      code: 'ARTIFACT_NOT_FOUND',
    });
  });

  it('show their steps page by page, an item behind its map', async () => {
    const definition = {
      nodes: [
        { id: 'start', kind: 'trigger.api', config: {} },
        { id: 'each', kind: 'flow.map', config: { items: '{{ input.items }}', result: '{{ steps.line.output.n }}' } },
        { id: 'line', kind: 'data.set', parent: 'each', config: { values: { n: '{{ item * 2 }}' } } },
      ],
      edges: [{ from: 'start', to: 'each' }],
    };
    const run = await bench.run(await bench.publish(definition), { items: [1, 2, 3] });
    expect(await bench.finished(run)).toMatchObject({ output: [2, 4, 6], stepCounts: { succeeded: 5 } });
    const steps = bench.get(StepsService);
    const first = await steps.list(bench.owner.caller, run, { limit: 3 });
    const rest = await steps.list(bench.owner.caller, run, { limit: 3, cursor: first.nextCursor! });
    expect([...first.items, ...rest.items].map(({ path }) => path)).toEqual([
      'start',
      'each',
      'each[0]/line',
      'each[1]/line',
      'each[2]/line',
    ]);
    expect(rest.nextCursor).toBeNull();
    const scoped = await steps.list(bench.owner.caller, run, { limit: 10, scope: 'each[1]' });
    expect(scoped.items.map(({ path, output }) => [path, output])).toEqual([['each[1]/line', { n: 4 }]]);
  });

  it('are looked at again by reading only what came since', async () => {
    const run = await bench.run(await bench.publish(row({ id: 'wait', kind: 'flow.wait', config: { signal: 'go' } })));
    await eventually(async () => expect((await runs.get(bench.owner.caller, run)).status).toBe('waiting'));
    const query = jest.spyOn(bench.db, 'query');
    const readFrom = () =>
      query.mock.calls.flatMap(([sql, params]) =>
        sql.includes('FROM durable_history') && params?.[0] === run ? [params[1]] : [],
      );
    try {
      const { stepCounts } = await runs.get(bench.owner.caller, run);
      expect(stepCounts).toEqual({ succeeded: 1, waiting: 1 });
      expect(Math.min(...(readFrom() as number[]))).toBeGreaterThan(0);
      const looks = Array.from({ length: 5 }, () => runs.get(bench.owner.caller, run));
      await bench.get(RunControlService).signal(bench.owner.caller, run, { name: 'go', payload: 'gone' });
      for (const seen of await Promise.all(looks)) expect(seen.id).toBe(run);
      expect(await bench.finished(run)).toMatchObject({ output: 'gone', stepCounts: { succeeded: 2 } });
      expect(readFrom()).not.toContain(0);
    } finally {
      query.mockRestore();
    }
  });

  it('are listed by the time they were created', async () => {
    const workflowId = await bench.publish(row({ id: 'say', kind: 'data.set', config: { values: {} } }));
    const early = await bench.run(workflowId);
    await new Promise((resolve) => setTimeout(resolve, 20));
    const between = new Date(await bench.db.now()).toISOString();
    await new Promise((resolve) => setTimeout(resolve, 20));
    const late = await bench.run(workflowId);
    const ids = async (span: { from?: string; to?: string }) =>
      (await runs.list(bench.owner.caller, { limit: 10, workflowId, ...span })).items.map(({ id }) => id);
    expect(await ids({ from: between })).toEqual([late]);
    expect(await ids({ to: between })).toEqual([early]);
    expect(await ids({ from: between, to: between })).toEqual([]);
    expect(await ids({})).toEqual([late, early]);
  });

  it('are listed through an index, however they are filtered', async () => {
    if (backend === 'sqlite') return;
    // Enough rows that the optimizer would rather use an index than read all.
    for (let from = 0; from < 20_000; from += 1000) {
      const rows = Array.from({ length: 1000 }, (_, index) => from + index);
      await bench.db.run(
        `INSERT INTO runs (id, company_id, workflow_id, workflow_name, version_id, version, status, \`trigger\`, started_by_name,
           input_tokens, output_tokens, cost_micros, created_at) VALUES ${rows.map(() => "(?, ?, ?, 'x', 'v', 1, ?, 'trigger.api', 'x', 0, 0, 0, 0)").join(', ')}`,
        rows.flatMap((n) => [
          `run_${String(n).padStart(26, '0')}`,
          `co_${n % 10}`,
          `wf_${n % 100}`,
          n % 7 === 0 ? 'failed' : 'succeeded',
        ]),
      );
    }
    await bench.db.run('ANALYZE TABLE runs');
    for (const where of [
      '',
      "AND workflow_id = 'wf_3'",
      "AND status = 'failed'",
      "AND workflow_id = 'wf_3' AND status = 'failed'",
    ])
      for (const place of [
        '',
        "AND id <= 'run_00000000000000000000010000' AND (id < 'run_00000000000000000000010000' OR id < '')",
      ]) {
        const [plan] = await bench.db.query<{ key: string | null; rows: number; Extra: string }>(
          `EXPLAIN SELECT id FROM runs WHERE company_id = 'co_3' ${where} ${place} ORDER BY id DESC LIMIT 51`,
        );
        expect([where, place, plan!.key]).toEqual([where, place, expect.stringMatching(/^ix_runs_/)]);
        expect(plan!.Extra).not.toContain('filesort');
      }
  });
});
