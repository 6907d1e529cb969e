import { setTimeout as sleep } from 'node:timers/promises';
import { Durable } from './durable.js';
import type { DurableOptions } from './durable-options.js';
import { backends, type TestBackend } from './testing/backends.js';
import { linear, type Plan } from './testing/plan-decider.js';
import { EffectLog, planDefinition, type Act } from './testing/plan-definition.js';
import { until } from './testing/until.js';

const patience = 30_000;

describe.each(Object.keys(backends) as (keyof typeof backends)[])('admission on %s', (name) => {
  let backend: TestBackend;
  let serial = 0;
  const started: Durable[] = [];

  beforeAll(async () => {
    backend = await backends[name]();
  });
  afterAll(() => backend.drop());
  afterEach(async () => {
    await Promise.all(started.splice(0).map((durable) => durable.stop(1000)));
    for (const table of ['runs', 'history', 'inbox', 'workers']) await backend.db.run(`DELETE FROM durable_${table}`);
  });

  function durableOf(acts: Record<string, Act> = {}, options: Partial<DurableOptions> = {}, plan: Plan = linear(1)) {
    const effects = new EffectLog();
    const durable = new Durable({ store: backend.db, reconcileMs: 50, graceMs: 0, ...options });
    durable.define(planDefinition({ plan }, effects, acts));
    started.push(durable);
    return { durable, effects };
  }
  const newRun = (more: { companyId?: string; group?: string; priority?: number; notBefore?: number } = {}) => ({
    kind: 'plan',
    id: `run_${name}_${++serial}`,
    companyId: 'co_1',
    ref: 'plan',
    ...more,
  });
  const allOver = async (durable: Durable, runs: { id: string }[]) => {
    for (const { id } of runs) expect(await durable.waitFor(id, patience)).toMatchObject({ status: 'succeeded' });
  };
  /** Notes how many steps of each group are at work at once. */
  const counting = () => {
    const most = new Map<string, number>();
    const now = new Map<string, number>();
    const act = (groupOf: (runId: string) => string): Act => {
      return async (_command, { runId }) => {
        const group = groupOf(runId);
        now.set(group, (now.get(group) ?? 0) + 1);
        most.set(group, Math.max(most.get(group) ?? 0, now.get(group)!));
        await sleep(10);
        now.set(group, now.get(group)! - 1);
        return { kind: 'succeeded' };
      };
    };
    return { most, act };
  };

  it('keeps a group within its own places, and gives the others the rest of the company’s', async () => {
    const groups = new Map<string, string>();
    const { most, act } = counting();
    const { durable } = durableOf({ '*': act((id) => groups.get(id)!) });
    durable.limitPlaces(() => ({ company: 6, groups: new Map([['wf_slow', 2]]) }));
    const runs = Array.from({ length: 40 }, (_, i) => newRun({ group: i < 20 ? 'wf_slow' : 'wf_free' }));
    for (const { id, group } of runs) groups.set(id, group!);
    for (const run of runs) await durable.create(run);
    await durable.start({ role: 'all' });
    await allOver(durable, runs);
    expect(most.get('wf_slow')).toBe(2);
    expect(most.get('wf_free')).toBeGreaterThan(2);
    expect(most.get('wf_free')).toBeLessThanOrEqual(6);
  });

  it('heeds a changed limit at the next admission', async () => {
    const { most, act } = counting();
    const { durable } = durableOf({ '*': act(() => 'all') });
    let company = 1;
    durable.limitPlaces(() => ({ company, groups: new Map() }));
    const runs = Array.from({ length: 30 }, () => newRun());
    for (const run of runs) await durable.create(run);
    await durable.start({ role: 'all' });
    await allOver(durable, runs.slice(0, 3));
    expect(most.get('all')).toBe(1);
    company = 10;
    await allOver(durable, runs);
    expect(most.get('all')).toBeGreaterThan(3);
    expect(most.get('all')).toBeLessThanOrEqual(10);
  });

  it('gives places to woken runs first, then by priority, then by age', async () => {
    const order: string[] = [];
    const acts: Record<string, Act> = {
      s1: (_command, { runId }) => {
        order.push(runId);
        return runId === woken.id ? { kind: 'suspended', wait: { signal: 'go' } } : { kind: 'succeeded' };
      },
      s2: (_command, { runId }) => {
        order.push(`${runId} woke`);
        return { kind: 'succeeded' };
      },
    };
    const woken = newRun();
    const { durable } = durableOf(acts, { companyPlaces: 1 }, linear(2));
    await durable.start({ role: 'all' });
    await durable.create(woken);
    await until('it waits', async () => (await durable.summary(woken.id))?.status === 'waiting');
    await durable.stop();
    const runs = [newRun(), newRun({ priority: -1 }), newRun({ priority: 5 }), newRun({ priority: 5 }), newRun()];
    const second = durableOf(acts, { companyPlaces: 1 }, linear(2)).durable;
    // Whoever comes first takes the one place that is free; the others stand in line.
    for (const run of runs) await second.create(run);
    await second.send(woken.id, { id: 'm', event: { type: 'signal.received', name: 'go', signalId: 'm' } });
    await second.start({ role: 'all' });
    await allOver(second, [woken, ...runs]);
    const [first, low, high, higher, late] = runs.map(({ id }) => id);
    expect(order.filter((id) => !id.endsWith('woke') || id.startsWith(`${woken.id} `))).toEqual([
      woken.id,
      first,
      `${woken.id} woke`,
      high,
      higher,
      late,
      low,
    ]);
  });

  it('leaves a run queued until its time', async () => {
    const { durable, effects } = durableOf();
    await durable.start({ role: 'all' });
    const run = newRun({ notBefore: (await backend.db.now()) + 600_000 });
    const soon = newRun({ notBefore: (await backend.db.now()) + 300 });
    await durable.create(run);
    await durable.create(soon);
    await allOver(durable, [soon]);
    expect(await durable.summary(run.id)).toMatchObject({ status: 'queued', startedAt: null });
    expect(effects.count('s1', run.id)).toBe(0);
    await durable.send(run.id, { id: 'stop', event: { type: 'run.cancelRequested' } });
    await until('it is cancelled', async () => (await durable.summary(run.id))?.status === 'cancelled');
    expect(effects.count('s1', run.id)).toBe(0);
  });

  it('shares the room of the workers among the companies that want it', async () => {
    const companies = ['co_a', 'co_b', 'co_c', 'co_d'];
    const { most, act } = counting();
    const byRun = new Map<string, string>();
    const { durable } = durableOf({ '*': act((id) => byRun.get(id)!) }, { maxRuns: 8, companyPlaces: 8 });
    const runs = companies.flatMap((companyId) => Array.from({ length: 25 }, () => newRun({ companyId })));
    for (const { id, companyId } of runs) byRun.set(id, companyId);
    for (const run of runs) await durable.create(run);
    await durable.start({ role: 'all' });
    await allOver(durable, runs);
    // The last one created had its places from the beginning, as the first one had: none waited for another to be done.
    for (const companyId of companies) expect(most.get(companyId)).toBeGreaterThan(0);
  });

  it('finds whose turn it is by an index, however many runs are over', async () => {
    const columns = 'id, kind, company_id, priority, status, ready_at, admitted, lease, created_at, finished_at';
    const row = (id: string, companyId: string, readyAt: number | null) =>
      `('${id}', 'plan', '${companyId}', 0, 'queued', ${readyAt}, 0, 0, 1, ${readyAt === null ? 1 : null})`;
    for (const company of ['co_a', 'co_b', 'co_c'])
      for (let from = 0; from < 3000; from += 500) {
        const rows = Array.from({ length: 500 }, (_, i) => {
          const n = from + i;
          return row(`run_${company}_${n}`, company, n < 100 ? n + 1 : null);
        });
        await backend.db.run(`INSERT INTO durable_runs (${columns}) VALUES ${rows.join(', ')}`);
      }
    const isMysql = name === 'mysql';
    await backend.db.query(isMysql ? 'ANALYZE TABLE durable_runs' : 'ANALYZE');
    const explain = async (sql: string): Promise<string> =>
      JSON.stringify(await backend.db.query(`${isMysql ? 'EXPLAIN' : 'EXPLAIN QUERY PLAN'} ${sql}`));
    const head =
      "SELECT id, wake FROM durable_runs WHERE line = 1 AND company_id = 'co_a' AND group_id IS NULL ORDER BY priority DESC, ready_at, id LIMIT 5";
    expect(await explain(head)).toContain('ix_durable_runs_queue');
    expect(await explain(head)).not.toMatch(/filesort|TEMP B-TREE/);
    for (const sql of [
      "SELECT DISTINCT 1, group_id FROM durable_runs WHERE line = 1 AND company_id = 'co_a'",
      "SELECT group_id, COUNT(*) AS taken FROM durable_runs WHERE line = 2 AND company_id = 'co_a' GROUP BY group_id",
      "SELECT 1 AS one FROM durable_runs WHERE line IN (0, 1) AND company_id = 'co_a' LIMIT 100",
      'SELECT DISTINCT company_id FROM durable_runs WHERE line = 1',
      'SELECT id FROM durable_runs WHERE line = 2 AND ready_at <= 5 AND lease_worker IS NULL ORDER BY ready_at LIMIT 5',
    ])
      expect(await explain(sql)).toContain('ix_durable_runs_queue');
  });

  it('F12: one company that queues thousands of runs does not delay another’s one', async () => {
    const thousands = Number(process.env['CHAOS_QUEUED'] ?? 2000);
    const stepMs = 10;
    // Few places, so that the line outlives the measurement on any machine.
    const act = async () => (await sleep(stepMs), { kind: 'succeeded' as const });
    const { durable } = durableOf({ '*': act }, { companyPlaces: 16 }, linear(3));
    await durable.start({ role: 'all' });
    const median = async (count: number) => {
      const times: number[] = [];
      for (let i = 0; i < count; i++) {
        const run = newRun({ companyId: 'co_quiet' });
        const began = performance.now();
        await durable.create(run);
        await allOver(durable, [run]);
        times.push(performance.now() - began);
      }
      return times.sort((a, b) => a - b)[Math.floor(count / 2)]!;
    };
    await median(5);
    const alone = await median(30);
    const busy = Array.from({ length: thousands }, () => newRun({ companyId: 'co_busy' }));
    for (let i = 0; i < busy.length; i += 100)
      await Promise.all(busy.slice(i, i + 100).map((run) => durable.create(run)));
    const beside = await median(30);
    const { inLine } = await durable.lineOf('co_busy', thousands);
    // Its line is long all the while. Standing in it takes about a hundred times as long; noise of the machine does not.
    expect(inLine).toBeGreaterThan(thousands / 10);
    expect(beside / alone).toBeLessThan(12);
    await allOver(durable, busy.slice(0, 1));
  }, 600_000);
});
