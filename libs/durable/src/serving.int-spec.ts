import { setTimeout as sleep } from 'node:timers/promises';
import { Durable } from './durable.js';
import type { DurableOptions } from './durable-options.js';
import { backends, type TestBackend } from './testing/backends.js';
import { linear, type Plan } from './testing/plan-decider.js';
import { EffectLog, planDefinition, type Act } from './testing/plan-definition.js';
import { until } from './testing/until.js';

const patience = 30_000;

describe.each(Object.keys(backends) as (keyof typeof backends)[])('workers of certain groups on %s', (name) => {
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

  /** A worker that notes what it worked on. */
  async function workerOf(options: Partial<DurableOptions> = {}, act?: Act, plan: Plan = linear(1)) {
    const worked: string[] = [];
    const durable = new Durable({ store: backend.db, reconcileMs: 50, graceMs: 0, ...options });
    const noting: Act = async (command, context) => {
      worked.push(context.runId);
      return act ? act(command, context) : { kind: 'succeeded' };
    };
    durable.define(planDefinition({ plan }, new EffectLog(), { '*': noting }));
    started.push(durable);
    await durable.start({ role: 'worker' });
    return { durable, worked };
  }
  const newRun = (group?: string) => ({
    kind: 'plan',
    id: `run_${name}_${++serial}`,
    companyId: 'co_1',
    ref: 'plan',
    ...(group === undefined ? {} : { group }),
  });
  const allOver = async (durable: Durable, ids: readonly string[]) => {
    for (const id of ids) expect(await durable.waitFor(id, patience)).toMatchObject({ status: 'succeeded' });
  };

  it('takes these alone, and everybody else leaves them to it', async () => {
    const own = await workerOf({ serves: { only: ['desk'] } });
    const general = await workerOf();
    const runs = Array.from({ length: 30 }, (_, i) => newRun(['desk', 'sales', undefined][i % 3]));
    for (const [index, run] of runs.entries()) await (index % 2 ? own : general).durable.create(run);
    const ids = runs.map(({ id }) => id);
    await allOver(general.durable, ids);
    const desk = runs.filter(({ group }) => group === 'desk').map(({ id }) => id);
    expect([...new Set(own.worked)].sort()).toEqual(desk.sort());
    expect(general.worked.filter((id) => desk.includes(id))).toEqual([]);
  });

  it('takes none of theirs that it gives a place to, however long they are busy', async () => {
    // Lives, as far as the others know, and takes nothing.
    await backend.db.run(
      'INSERT INTO durable_workers (id, started_at, expires_at, capacity, serves) VALUES (?, 1, ?, 1, ?)',
      ['busy', Date.now() + 60_000, JSON.stringify({ only: ['desk'] })],
    );
    const general = await workerOf();
    const [before, theirs] = [newRun('desk'), newRun('desk')];
    await general.durable.create(before);
    await general.durable.create(theirs);
    // The only place becomes free, so whoever looks next gives it on.
    await backend.db.run('DELETE FROM durable_runs WHERE id = ?', [before.id]);
    await until('it has a place', async () => {
      const [row] = await backend.db.query<{ admitted: number }>('SELECT admitted FROM durable_runs WHERE id = ?', [
        theirs.id,
      ]);
      return row?.admitted === 1;
    });
    const others = [newRun('sales'), newRun()];
    for (const run of others) await general.durable.create(run);
    await allOver(
      general.durable,
      others.map(({ id }) => id),
    );
    expect(general.worked).not.toContain(theirs.id);
    const own = await workerOf({ serves: { only: ['desk'] } });
    await allOver(general.durable, [theirs.id]);
    expect(own.worked).toEqual([theirs.id]);
  });

  it('does not begin one of theirs in the creating commit elsewhere', async () => {
    const own = await workerOf({ serves: { only: ['desk'] } });
    const general = await workerOf();
    const run = { ...newRun('desk'), immediate: true };
    await general.durable.create(run);
    await backend.db.transaction((tx) => general.durable.createAll([{ ...newRun('desk'), immediate: true }], tx));
    await allOver(general.durable, [run.id]);
    await until('the other too', () => own.worked.length === 2);
    expect(general.worked).toEqual([]);
  });

  it('hands them to the others when it dies, and back when it lives again', async () => {
    const leases = { leaseMs: 600, renewMs: 150 };
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    const own = await workerOf({ serves: { only: ['desk'] }, ...leases }, async () => {
      await gate;
      return { kind: 'succeeded' };
    });
    const general = await workerOf(leases);
    const orphan = newRun('desk');
    await general.durable.create(orphan);
    await until('it is under way', () => own.worked.includes(orphan.id));
    // As a killed process leaves it: the row runs out, nobody lets go of anything.
    await backend.db.run('UPDATE durable_workers SET expires_at = 1 WHERE serves IS NOT NULL');
    await own.durable.stop(0);
    open();
    await allOver(general.durable, [orphan.id]);
    expect(general.worked).toContain(orphan.id);
    const again = await workerOf({ serves: { only: ['desk'] } });
    await until('it is known', async () => (await general.durable.workers('co_1')).length === 2);
    await sleep(200);
    const next = newRun('desk');
    await general.durable.create(next);
    await allOver(general.durable, [next.id]);
    expect(again.worked).toEqual([next.id]);
  });

  it('leaves a group that nobody else takes in line until its worker comes, without holding a place', async () => {
    const strict = await workerOf({ serves: { except: ['desk'] }, companyPlaces: 2 });
    const waiting = Array.from({ length: 6 }, () => newRun('desk'));
    for (const run of waiting) await strict.durable.create(run);
    const others = Array.from({ length: 6 }, () => newRun());
    for (const run of others) await strict.durable.create(run);
    await allOver(
      strict.durable,
      others.map(({ id }) => id),
    );
    expect((await strict.durable.depth()).inLine).toBe(6);
    expect((await strict.durable.depth()).oldestDueMs).toBe(0);
    const own = await workerOf({ serves: { only: ['desk'] } });
    await allOver(
      own.durable,
      waiting.map(({ id }) => id),
    );
    expect(strict.worked.some((id) => waiting.some((run) => run.id === id))).toBe(false);
  });

  it('works on as many as it has room for, beside the places of the company', async () => {
    let now = 0;
    let most = 0;
    const slow: Act = async () => {
      most = Math.max(most, ++now);
      await sleep(150);
      now -= 1;
      return { kind: 'succeeded' };
    };
    const own = await workerOf({ serves: { only: ['desk'] }, maxRuns: 4, companyPlaces: 2 }, slow);
    const general = await workerOf({ companyPlaces: 2 });
    const desk = Array.from({ length: 12 }, () => newRun('desk'));
    for (const run of desk) await general.durable.create(run);
    const other = newRun();
    await general.durable.create(other);
    // A long line for the one does not delay what the other takes.
    await allOver(general.durable, [other.id]);
    expect(own.worked.length).toBeLessThan(12);
    await allOver(
      general.durable,
      desk.map(({ id }) => id),
    );
    expect(most).toBe(4);
  });

  it('tells who lives, what each serves, and what each holds of a company', async () => {
    const own = await workerOf({ serves: { only: ['desk'] }, maxRuns: 7 }, async () => {
      await sleep(500);
      return { kind: 'succeeded' };
    });
    const general = await workerOf();
    const run = newRun('desk');
    await own.durable.create(run);
    await until('it is under way', () => own.worked.length === 1);
    const workers = await general.durable.workers('co_1');
    expect(workers).toHaveLength(2);
    expect(workers.find(({ serving }) => serving.only)).toMatchObject({
      capacity: 7,
      held: 1,
      serving: { only: ['desk'] },
    });
    const now = await backend.db.now();
    for (const { seenAt, startedAt } of workers) {
      expect(now - seenAt).toBeLessThan(6000);
      expect(now - startedAt).toBeLessThan(10_000);
    }
    expect((await general.durable.workers('co_2')).every(({ held }) => held === 0)).toBe(true);
    await allOver(general.durable, [run.id]);
  });
});
