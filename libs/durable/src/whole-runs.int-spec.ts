import type { RunChange } from './definition.port.js';
import { Durable } from './durable.js';
import { backends, type TestBackend } from './testing/backends.js';
import { linear, type Plan } from './testing/plan-decider.js';
import { EffectLog, planDefinition, type Act } from './testing/plan-definition.js';

const pure = (plan: Plan): Plan => ({
  ...plan,
  steps: Object.fromEntries(Object.entries(plan.steps).map(([path, step]) => [path, { ...step, effect: 'pure' }])),
});

describe.each(Object.keys(backends) as (keyof typeof backends)[])('runs of pure steps alone on %s', (name) => {
  let backend: TestBackend;
  let durable: Durable;
  let acts: Record<string, Act>;
  let told: { to: string; from: string; result: unknown }[];
  let serial = 0;

  beforeAll(async () => {
    backend = await backends[name]();
  });
  afterAll(() => backend.drop());
  beforeEach(async () => {
    acts = {};
    told = [];
    durable = new Durable({ store: backend.db, reconcileMs: 100, graceMs: 0 });
    const plans = {
      three: pure(linear(3)),
      acting: { steps: { s1: { effect: 'pure' }, s2: { after: ['s1'] } } },
    } as const;
    durable.define(
      planDefinition(plans as unknown as Record<string, Plan>, new EffectLog(), acts, {
        // Over at once, as most steps of flows are.
        execute: (command, context) =>
          acts[command.path]?.(command, context) ?? { kind: 'succeeded', output: command.path },
        project: async (_tx, changes) => {
          for (const { from, to, result } of changes as RunChange[]) if (from !== to) told.push({ from, to, result });
        },
      }),
    );
    await durable.start({ role: 'all' });
  });
  afterEach(() => durable.stop(2000));

  const newRun = (ref: string, input: unknown = null) => ({
    ...{ kind: 'plan', id: `run_${name}_${++serial}`, companyId: 'co_1', ref, input, immediate: true },
  });
  const create = (...runs: ReturnType<typeof newRun>[]) => backend.db.transaction((tx) => durable.createAll(runs, tx));
  const rowsOf = (id: string) => backend.db.query('SELECT seq FROM durable_history WHERE run_id = ?', [id]);
  const types = async (id: string) => (await durable.history(id, 0, 100)).map(({ type }) => type);
  const all = ['run.started', 'step.succeeded', 'step.succeeded', 'step.succeeded', 'run.finished'];

  it('are over with the commit that creates them, and read like any other', async () => {
    const run = newRun('three');
    const listed: unknown[] = [];
    await backend.db.transaction((tx) => durable.createAll([run], tx, (created) => listed.push(told.length, created)));
    expect(listed).toMatchObject([0, [{ begun: true }]]);
    expect(told).toEqual([{ from: 'running', to: 'succeeded', result: ['s1', 's2', 's3'] }]);
    const query = jest.spyOn(backend.db, 'query');
    expect(await durable.until(run.id, 1000, ({ result }) => result, 'end')).toEqual(['s1', 's2', 's3']);
    expect(query).not.toHaveBeenCalled();
    query.mockRestore();
    expect(await durable.summary(run.id)).toMatchObject({
      status: 'succeeded',
      finishedAt: expect.any(Number) as number,
    });
    expect(await rowsOf(run.id)).toEqual([{ seq: 1 }]);
    expect(await types(run.id)).toEqual(all);
    expect((await durable.view(run.id)).output('s2')).toBe('s2');
    expect(await backend.db.transaction((tx) => durable.resultIn(tx, run.id))).toEqual(['s1', 's2', 's3']);
    expect((await durable.lineOf('co_1', 10)).places.size).toBe(0);
  });

  it('are paged through event by event, also from the midst of a row', async () => {
    const run = newRun('three');
    await create(run);
    const page = async (after: number, limit: number) =>
      (await durable.history(run.id, after, limit)).map(({ seq }) => seq);
    expect(await Promise.all([page(0, 2), page(2, 2), page(3, 10), page(5, 10)])).toEqual([[1, 2], [3, 4], [4, 5], []]);
    const events = await durable.events(run.id, 1, 3);
    expect(events.map(({ seq, hasOutput }) => [seq, hasOutput])).toEqual([
      [2, true],
      [3, true],
      [4, true],
    ]);
    const from = await durable.beginning({ id: 'run_other', companyId: 'co_1' }, run.id, {}, [
      { seq: 3, event: { type: 'step.kept', path: 's2' } },
    ]);
    expect(from.rows[1]).toMatchObject({ output: '"s2"' });
  });

  it('never were, when the commit does not happen', async () => {
    const [lost, twin] = [newRun('three'), newRun('three')];
    await create(twin);
    told.length = 0;
    await expect(create(lost, twin)).rejects.toThrow();
    expect(await durable.summary(lost.id)).toBeUndefined();
    expect(await rowsOf(lost.id)).toEqual([]);
    expect(durable.held).toBe(0);
  });

  it('write what their steps want written, in that commit', async () => {
    const heard: string[] = [];
    acts['s2'] = () => ({
      kind: 'succeeded',
      write: async (tx) => {
        const [run] = await tx.query<{ status: string }>('SELECT status FROM durable_runs WHERE id = ?', [id]);
        tx.afterCommit(() => heard.push(run!.status));
      },
    });
    const run = newRun('three');
    const { id } = run;
    await create(run);
    expect(heard).toEqual(['succeeded']);
    expect(await rowsOf(id)).toEqual([{ seq: 1 }]);
  });

  it('are left to a lease holder when a step acts, waits or takes time', async () => {
    acts['s2'] = async () => ({ kind: 'succeeded', output: 'later' });
    for (const ref of ['acting', 'three']) {
      const run = newRun(ref);
      await create(run);
      expect(await durable.waitFor(run.id, 10_000)).toMatchObject({ status: 'succeeded' });
      expect((await rowsOf(run.id)).length).toBeGreaterThan(1);
      expect((await durable.view(run.id)).output('s2')).toBe('later');
    }
  });

  it('end as failed when a step fails', async () => {
    acts['s2'] = () => {
      throw Object.assign(new Error('no'), { code: 'NO', retry: 'never' });
    };
    const run = newRun('three');
    await create(run);
    expect(await durable.summary(run.id)).toMatchObject({ status: 'failed', error: { code: 'NO' } });
    expect(await types(run.id)).toEqual(['run.started', 'step.succeeded', 'step.failed', 'run.finished']);
  });
});
