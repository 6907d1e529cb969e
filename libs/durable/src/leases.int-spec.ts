import { setTimeout as sleep } from 'node:timers/promises';
import { Durable } from './durable.js';
import type { DurableOptions } from './durable-options.js';
import { backends, type TestBackend } from './testing/backends.js';
import { FreezableStore } from './testing/frozen-store.js';
import { NullWakeUps } from './testing/null-wake-ups.js';
import { linear, type Plan, type PlanState } from './testing/plan-decider.js';
import { EffectLog, planDefinition, type Act } from './testing/plan-definition.js';
import { until } from './testing/until.js';

describe.each(Object.keys(backends) as (keyof typeof backends)[])('leases on %s', (name) => {
  let backend: TestBackend;
  let serial = 0;
  const started: { durable: Durable; store: FreezableStore }[] = [];

  beforeAll(async () => {
    backend = await backends[name]();
  });
  afterAll(() => backend.drop());
  afterEach(async () => {
    for (const { store } of started) store.thaw();
    await Promise.all(started.splice(0).map(({ durable }) => durable.stop(1000)));
    for (const table of ['runs', 'history', 'inbox', 'workers']) await backend.db.run(`DELETE FROM durable_${table}`);
  });

  /** One process, as far as the database can tell. */
  function processOf(
    plans: Record<string, Plan>,
    acts: Record<string, Act> = {},
    options: Partial<DurableOptions> = {},
  ) {
    const effects = new EffectLog();
    const store = new FreezableStore(backend.db);
    const durable = new Durable({ store, reconcileMs: 50, graceMs: 0, leaseMs: 500, renewMs: 100, ...options });
    durable.define(planDefinition(plans, effects, acts));
    started.push({ durable, store });
    return { durable, effects, store };
  }
  const newRun = (ref: string, companyId = 'co_1') => ({ kind: 'plan', id: `run_${name}_${++serial}`, companyId, ref });
  const types = async (durable: Durable, id: string) => (await durable.history(id, 0, 1000)).map(({ type }) => type);
  const gate = () => {
    let open = (): void => undefined;
    const promise = new Promise<void>((resolve) => (open = resolve));
    return { promise, open };
  };

  it('F2: gives a stopped worker’s run to another, and the stopped one commits nothing when it wakes', async () => {
    const plans = { plan: linear(3) };
    const held = gate();
    const first = processOf(plans, { s2: async () => (await held.promise, { kind: 'succeeded', output: 'first' }) });
    await first.durable.start({ role: 'all' });
    const run = newRun('plan');
    await first.durable.create(run);
    await until('s2 runs', () => first.effects.count('s2') === 1);
    first.store.freeze();
    const second = processOf(plans, { s2: () => ({ kind: 'succeeded', output: 'second' }) });
    await second.durable.start({ role: 'all' });
    expect(await second.durable.waitFor(run.id, 10_000)).toMatchObject({ status: 'succeeded' });
    const before = await second.durable.history(run.id);
    held.open();
    first.store.thaw();
    await until('the first let it go', () => first.durable.held === 0);
    expect(await second.durable.history(run.id)).toEqual(before);
    expect(before.find(({ path }) => path === 's2')?.output).toBe('second');
    // Both asked the receiver under the same key.
    expect(first.effects.calls[1]?.key).toBe(second.effects.calls[0]?.key);
    expect(first.effects.count('s3')).toBe(0);
  });

  it('F2: drops a stopped worker’s run also while the other one still works on it', async () => {
    const plans = { plan: linear(3) };
    const [mine, theirs] = [gate(), gate()];
    const first = processOf(plans, { s2: async () => (await mine.promise, { kind: 'succeeded', output: 'first' }) });
    await first.durable.start({ role: 'all' });
    const run = newRun('plan');
    await first.durable.create(run);
    await until('s2 runs', () => first.effects.count('s2') === 1);
    first.store.freeze();
    const second = processOf(plans, {
      s2: async () => (await theirs.promise, { kind: 'succeeded', output: 'second' }),
    });
    await second.durable.start({ role: 'all' });
    await until('the other has it', () => second.effects.count('s2') === 1);
    mine.open();
    first.store.thaw();
    await until('the first let it go', () => first.durable.held === 0);
    expect(await types(second.durable, run.id)).toEqual(['run.started', 'step.succeeded', 'lease.taken']);
    theirs.open();
    expect(await second.durable.waitFor(run.id, 10_000)).toMatchObject({ status: 'succeeded' });
    expect((await second.durable.history(run.id)).find(({ path }) => path === 's2')?.output).toBe('second');
  });

  it.each([
    ['happened', 'succeeded', 1],
    ['repeat', 'succeeded', 2],
    ['fail', 'failed', 1],
  ])('F1: never repeats an effectful step by itself; a person says %s', async (decision, status, calls) => {
    const plans = { plan: linear(2, { effect: 'effectful' }) };
    const first = processOf(plans, { s1: () => new Promise<never>(() => undefined) });
    await first.durable.start({ role: 'all' });
    const run = newRun('plan');
    await first.durable.create(run);
    await until('s1 acts', () => first.effects.count('s1') === 1);
    first.store.freeze();
    const second = processOf(plans);
    await second.durable.start({ role: 'all' });
    await until('the step is unknown', async () => (await second.durable.summary(run.id))?.status === 'waiting');
    expect(await types(second.durable, run.id)).toEqual(['run.started', 'step.started', 'lease.taken', 'step.unknown']);
    await sleep(300);
    expect(second.effects.calls).toHaveLength(0);
    await second.durable.send(run.id, { id: 'answer', event: { type: 'step.settled', path: 's1', decision } });
    expect(await second.durable.waitFor(run.id, 10_000)).toMatchObject({ status });
    const s1 = [...first.effects.calls, ...second.effects.calls].filter(({ path }) => path === 's1');
    expect(s1).toHaveLength(calls);
    // Only a person's repeat makes a new key.
    expect(new Set(s1.map(({ key }) => key)).size).toBe(calls);
  });

  it('makes an effectful step that ran out of time unknown', async () => {
    const { durable } = processOf(
      { plan: linear(1, { effect: 'effectful', timeoutMs: 30, attempts: 5 }) },
      { s1: () => new Promise<never>(() => undefined) },
    );
    await durable.start({ role: 'all' });
    const run = newRun('plan');
    await durable.create(run);
    await until('it is unknown', async () => (await types(durable, run.id)).includes('step.unknown'));
    expect(await durable.summary(run.id)).toMatchObject({ status: 'waiting' });
  });

  it('F3: finishes every run by the reconciler alone, only slower', async () => {
    const plan: Plan = {
      steps: { a: {}, b: { after: ['a'] }, c: { after: ['b'], attempts: 2, retryMs: 1100 }, d: { after: ['c'] } },
    };
    const { durable, effects } = processOf(
      { plan },
      {
        a: (_command, { at }) => ({ kind: 'suspended', wait: { until: at + 1100 } }),
        b: () => ({ kind: 'suspended', wait: { signal: 'go' } }),
        c: (_command, { attempt }) => {
          if (attempt === 1) throw Object.assign(new Error('again'), { code: 'UNAVAILABLE', retry: 'soon' });
          return { kind: 'succeeded' };
        },
      },
      { wakeUps: new NullWakeUps(), companyPlaces: 4 },
    );
    const runs = Array.from({ length: 12 }, () => newRun('plan'));
    for (const run of runs) await durable.create(run);
    await durable.start({ role: 'all' });
    for (const run of runs) {
      await until(
        'b waits',
        async () => (await durable.view<PlanState>(run.id)).state.steps['b']?.status === 'waiting',
      );
      // Sent by a process that cannot hint either.
      const sender = new Durable({ store: backend.db, wakeUps: new NullWakeUps() });
      await sender.send(run.id, { id: 'm', event: { type: 'signal.received', name: 'go', signalId: 'm' } });
    }
    for (const run of runs) expect(await durable.waitFor(run.id, 15_000)).toMatchObject({ status: 'succeeded' });
    expect(effects.count('d')).toBe(12);
  });

  it('drops a stale run alone out of a group commit', async () => {
    const held = gate();
    const { durable } = processOf(
      { plan: linear(2) },
      { s1: async () => (await held.promise, { kind: 'succeeded' }) },
      { leaseMs: 60_000 },
    );
    await durable.start({ role: 'all' });
    const runs = Array.from({ length: 5 }, () => newRun('plan'));
    for (const run of runs) await durable.create(run);
    await until('all are held', () => durable.held === 5);
    const stolen = runs[2]?.id ?? '';
    // Another worker takes the third, as takeLeases would.
    await backend.db.run('INSERT INTO durable_workers (id, expires_at, started_at) VALUES (?, ?, ?)', [
      'thief',
      Date.now() + 600_000,
      0,
    ]);
    await backend.db.transaction(async (tx) => {
      await tx.run('UPDATE durable_runs SET lease_worker = ?, lease = 2 WHERE id = ?', ['thief', stolen]);
      await tx.run('INSERT INTO durable_history (run_id, seq, lease, event) VALUES (?, 2, 2, ?)', [
        stolen,
        '{"type":"lease.taken","at":1}',
      ]);
    });
    held.open();
    for (const run of runs.filter(({ id }) => id !== stolen))
      expect(await durable.waitFor(run.id, 10_000)).toMatchObject({ status: 'succeeded' });
    await until('nothing is held', () => durable.held === 0);
    expect(await types(durable, stolen)).toEqual(['run.started', 'lease.taken']);
  });

  it('ends its own old leases at boot when it is alone', async () => {
    const held = gate();
    const first = processOf(
      { plan: linear(2) },
      { s1: async () => (await held.promise, { kind: 'succeeded' }) },
      { leaseMs: 600_000 },
    );
    await first.durable.start({ role: 'all' });
    const run = newRun('plan');
    await first.durable.create(run);
    await until('it is held', () => first.effects.count('s1') === 1);
    first.store.freeze();
    const second = processOf({ plan: linear(2) }, {}, { exclusive: true });
    await second.durable.start({ role: 'all' });
    expect(await second.durable.waitFor(run.id, 5_000)).toMatchObject({ status: 'succeeded' });
    held.open();
  });

  it('fails the step that ends its workers again and again, and lets the neighbours finish', async () => {
    const plans = { bad: linear(1), good: linear(2) };
    const [bad, good] = [newRun('bad'), newRun('good')];
    let finished = false;
    for (let life = 0; life < 8 && !finished; life++) {
      // A life ends when the bad step begins: as a crash does, it commits nothing more.
      const died = gate();
      const worker = processOf(
        plans,
        {
          s1: async (_command, { runId }) => {
            if (runId === bad.id) {
              await sleep(100);
              worker.store.freeze();
              died.open();
              await new Promise(() => undefined);
            }
            return { kind: 'succeeded' };
          },
        },
        { exclusive: true },
      );
      await worker.durable.start({ role: 'all' });
      if (life === 0) for (const run of [bad, good]) await worker.durable.create(run);
      const over = until(
        'the bad run is over',
        async () => {
          const [row] = await backend.db.query<{ status: string }>('SELECT status FROM durable_runs WHERE id = ?', [
            bad.id,
          ]);
          return row?.status === 'failed';
        },
        4000,
      ).then(
        () => (finished = true),
        () => undefined,
      );
      await Promise.race([died.promise, over]);
    }
    expect(finished).toBe(true);
    const [row] = await backend.db.query<{ error: string }>('SELECT error FROM durable_runs WHERE id = ?', [bad.id]);
    expect(row?.error).toContain('STEP_CRASHED');
    const [other] = await backend.db.query<{ status: string }>('SELECT status FROM durable_runs WHERE id = ?', [
      good.id,
    ]);
    expect(other?.status).toBe('succeeded');
  });

  it('does not let a company with hundreds of runs delay another’s one', async () => {
    const { durable, effects } = processOf(
      { plan: linear(2) },
      { '*': async () => (await sleep(5), { kind: 'succeeded' }) },
      { companyPlaces: 5 },
    );
    await durable.start({ role: 'all' });
    const many = Array.from({ length: 200 }, () => newRun('plan', 'co_busy'));
    await Promise.all(many.map((run) => durable.create(run)));
    const one = newRun('plan', 'co_quiet');
    await durable.create(one);
    expect(await durable.waitFor(one.id, 5_000)).toMatchObject({ status: 'succeeded' });
    expect(effects.calls.length).toBeLessThan(200);
    for (const run of many) expect(await durable.waitFor(run.id, 20_000)).toMatchObject({ status: 'succeeded' });
    expect(effects.keys.size).toBe(402);
  });

  it('asks for a reply that did not come, and takes the answer', async () => {
    const asked: string[] = [];
    const effects = new EffectLog();
    const durable = new Durable({ store: backend.db, reconcileMs: 50, graceMs: 0, replyMs: 200 });
    durable.define({
      ...planDefinition({ plan: linear(2) }, effects, { s1: () => ({ kind: 'suspended', wait: { reply: true } }) }),
      unanswered: async ({ key, path, attempt }) => {
        asked.push(key);
        if (asked.length < 2) return undefined;
        return { id: `${key}.${attempt}`, event: { type: 'step.resolved', path, attempt }, output: { late: true } };
      },
    });
    started.push({ durable, store: new FreezableStore(backend.db) });
    await durable.start({ role: 'all' });
    const run = newRun('plan');
    await durable.create(run);
    expect(await durable.waitFor(run.id, 10_000)).toMatchObject({ status: 'succeeded' });
    expect(asked.length).toBe(2);
    expect(new Set(asked)).toEqual(new Set([effects.calls[0]?.key]));
    expect((await durable.view(run.id)).output('s1')).toEqual({ late: true });
  });

  it('replays the history when the snapshot is of another version, and uses it when not', async () => {
    const plans = { plan: linear(60) };
    const acts: Record<string, Act> = { s59: () => ({ kind: 'suspended', wait: { signal: 'go' } }) };
    const first = processOf(plans, acts);
    await first.durable.start({ role: 'all' });
    const runs = [newRun('plan'), newRun('plan')];
    for (const run of runs) await first.durable.create(run);
    for (const run of runs)
      await until('it waits', async () => (await first.durable.summary(run.id))?.status === 'waiting');
    await first.durable.stop();
    const snapshots = await backend.db.query<{ run_id: string; seq: number; state: string }>(
      'SELECT * FROM durable_snapshots',
    );
    expect(snapshots.map(({ run_id, seq }) => [run_id, seq]).sort()).toEqual(runs.map(({ id }) => [id, 60]).sort());
    // One is spoilt, and of another version: it must not be believed. The other's mark shows that it was.
    await backend.db.run('UPDATE durable_snapshots SET state = \'{"spoilt":true}\', version = 7 WHERE run_id = ?', [
      runs[0]?.id ?? '',
    ]);
    await backend.db.run(
      'UPDATE durable_snapshots SET state = REPLACE(state, \'"seen":[]\', \'"seen":["mark"]\') WHERE run_id = ?',
      [runs[1]?.id ?? ''],
    );
    const second = processOf(plans, acts);
    await second.durable.start({ role: 'all' });
    for (const run of runs) {
      await second.durable.send(run.id, { id: 'm', event: { type: 'signal.received', name: 'go', signalId: 'm' } });
      expect(await second.durable.waitFor(run.id, 10_000)).toMatchObject({ status: 'succeeded' });
    }
    expect((await second.durable.view<PlanState>(runs[0]?.id ?? '')).state.seen).toEqual(['m']);
    expect((await second.durable.view<PlanState>(runs[1]?.id ?? '')).state.seen).toEqual(['mark', 'm']);
    expect(second.effects.calls.map(({ path }) => path)).toEqual(['s60', 's60']);
  });
});
