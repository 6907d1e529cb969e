import { Durable } from '#libs/durable';
import { backends, callerAs } from '#libs/service/testing/service-under-test';
import { serviceLogger } from '#libs/service';
import { eventually } from '#libs/testing';
import type { Definition } from '#libs/workflow';
import { CompanyBench } from '../../testing/company-bench.js';
import { RunControlService } from '../runs/run-control.service.js';
import { RunsService } from '../runs/runs.service.js';
import { TriggersService } from '../triggers/triggers.service.js';
import { WorkflowsService } from '../workflows/workflows.service.js';
import { Scheduler } from './scheduler.js';
import { SchedulesService } from './schedules.service.js';
import { SlotFiring } from './slot-firing.js';

type Node = Definition['nodes'][number];
const minute = 60_000;
const done: Node = {
  id: 'say',
  kind: 'data.set',
  config: { values: { slot: '{{ trigger.slot }}', got: '{{ input }}' } },
};
const waits: Node = { id: 'say', kind: 'flow.wait', config: { signal: 'go' } };

describe.each(backends)('schedules on %s', (backend) => {
  let bench: CompanyBench;
  let schedules: SchedulesService;

  beforeAll(async () => {
    bench = await CompanyBench.start(backend);
    schedules = bench.get(SchedulesService);
  });
  afterAll(() => bench.stop());

  const definition = (config: Record<string, unknown>, node: Node = done): Pick<Definition, 'nodes' | 'edges'> => ({
    nodes: [{ id: 'clock', kind: 'trigger.schedule', config }, node],
    edges: [{ from: 'clock', to: node.id }],
  });
  const publish = async (config: Record<string, unknown>, node?: Node) => {
    const workflow = await bench.publish(definition(config, node));
    return { workflow, id: await triggerOf(workflow) };
  };
  const triggerOf = async (workflow: string) =>
    (await bench.get(TriggersService).list(bench.owner.caller, workflow, { limit: 10 })).items[0]!.id;
  /** The pattern whose one time this year is the slot. */
  const patternAt = (slot: number) => {
    const at = new Date(slot);
    return `${at.getUTCMinutes()} ${at.getUTCHours()} ${at.getUTCDate()} ${at.getUTCMonth() + 1} *`;
  };
  /** As if the schedule had waited for this slot alone, and the scheduler looked at it now. */
  const due = async (id: string, slot: number, config: Record<string, unknown> = {}) => {
    await bench.db.run('UPDATE triggers SET config = ?, next_at = ?, due_at = ? WHERE id = ?', [
      JSON.stringify({ cron: patternAt(slot), ...config }),
      slot,
      slot,
      id,
    ]);
    bench.get(Scheduler).wake();
  };
  const databaseTime = async () =>
    Number((await bench.db.query<{ now: number }>(`SELECT ${bench.db.sql.now} AS now`))[0]!.now);
  const thisMinute = async () => Math.floor((await databaseTime()) / minute) * minute;
  const firings = async (id: string) =>
    (await schedules.listFirings(bench.owner.caller, id, { limit: 200 })).items.reverse();
  const statuses = async (id: string, count: number) =>
    eventually(async () => {
      const found = (await firings(id)).map(({ status }) => status);
      expect(found).toHaveLength(count);
      return found;
    });
  const runsOf = async (workflowId: string) =>
    (await bench.get(RunsService).list(bench.owner.caller, { limit: 200, workflowId })).items.reverse();

  it('start a run with its input, and tell it which time was due', async () => {
    const input = { text: '{{ as it is }}' };
    const { workflow, id } = await publish({ cron: '30 9 * * 1-5', timezone: 'Europe/Berlin', input });
    const shown = async () =>
      (await schedules.list(bench.owner.caller, { limit: 200 })).items.find((each) => each.id === id)!;
    const description = 'At 09:30 on Monday to Friday, Europe/Berlin';
    expect(await shown()).toMatchObject({ workflowId: workflow, state: 'active', description, lastFiredAt: null });
    expect((await shown()).nextAt).toHaveLength(5);
    const at = await thisMinute();
    await due(id, at, { input });
    expect(await statuses(id, 1)).toEqual(['started']);
    const [run] = await runsOf(workflow);
    expect(await bench.finished(run!.id)).toMatchObject({
      status: 'succeeded',
      trigger: 'trigger.schedule',
      startedBy: { userId: null, name: 'Schedule' },
      output: { slot: new Date(at).toISOString(), got: { text: '{{ as it is }}' } },
    });
    expect((await shown()).lastFiredAt).not.toBeNull();
  });

  it('F11: go by the time of the database, whatever the clock of the process says', async () => {
    const { id } = await publish({ cron: '0 * * * *' });
    const [before] = await bench.db.query('SELECT next_at, due_at FROM triggers WHERE id = ?', [id]);
    const real = Date.now.bind(Date);
    const jumped = jest.spyOn(Date, 'now').mockImplementation(() => real() + 61 * minute);
    try {
      const other = await publish({ cron: '0 * * * *' });
      await due(other.id, await thisMinute());
      await statuses(other.id, 1);
      expect(await firings(id)).toEqual([]);
      expect(await bench.db.query('SELECT next_at, due_at FROM triggers WHERE id = ?', [id])).toEqual([before]);
    } finally {
      jumped.mockRestore();
    }
  });

  describe('F11: after a standstill over their times', () => {
    const missed = async (config: Record<string, unknown>, count: number) => {
      const now = await databaseTime();
      // Once a day, twelve hours ago the last time: five times have passed, and none comes while the test looks.
      const hour = (new Date(now).getUTCHours() + 12) % 24;
      const { workflow, id } = await publish({ cron: `0 ${hour} * * *`, ...config });
      const newest = Math.floor((now - 12 * 60 * minute) / (60 * minute)) * 60 * minute;
      const from = newest - 4 * 24 * 60 * minute;
      await bench.db.run('UPDATE triggers SET next_at = ?, due_at = ? WHERE id = ?', [from, from, id]);
      bench.get(Scheduler).wake();
      return { workflow, statuses: await statuses(id, count) };
    };

    it('start none of them', async () => {
      const { statuses: found, workflow } = await missed({ catchUp: 'skip' }, 5);
      expect(found).toEqual(['missed', 'missed', 'missed', 'missed', 'missed']);
      expect(await runsOf(workflow)).toEqual([]);
    });

    it('start the last', async () => {
      const { statuses: found } = await missed({ catchUp: 'one' }, 5);
      expect(found).toEqual(['missed', 'missed', 'missed', 'missed', 'started']);
    });

    it('start all, up to the limit', async () => {
      const { statuses: found, workflow } = await missed({ catchUp: 'all', catchUpLimit: 3 }, 5);
      expect(found).toEqual(['missed', 'missed', 'started', 'started', 'started']);
      expect(await runsOf(workflow)).toHaveLength(3);
    });
  });

  it('overlap: start beside the run before, leave the time out, start after it, or cancel it', async () => {
    const now = await thisMinute();
    const slots = [5, 4, 3].map((ago) => now - ago * minute);
    const expected = {
      allow: ['started', 'started', 'started'],
      skip: ['started', 'skipped', 'skipped'],
      queue: ['started', 'queued', 'queued'],
      cancelPrevious: ['started', 'started', 'started'],
    };
    for (const overlap of ['allow', 'skip', 'queue', 'cancelPrevious'] as const) {
      const { workflow, id } = await publish({ cron: '1 1 1 1 *', overlap }, waits);
      for (const [index, slot] of slots.entries()) {
        await due(id, slot, { overlap });
        await statuses(id, index + 1);
      }
      expect((await firings(id)).map(({ status }) => status)).toEqual(expected[overlap]);
      const [first] = await runsOf(workflow);
      if (overlap === 'cancelPrevious') {
        await eventually(async () =>
          expect((await runsOf(workflow)).map(({ status }) => status)).toEqual(['cancelled', 'cancelled', 'waiting']),
        );
      }
      if (overlap === 'queue') {
        const { caller } = bench.owner;
        await bench.get(RunControlService).signal(caller, first!.id, { name: 'go' });
        const second = await eventually(async () => {
          const [, run] = await runsOf(workflow);
          expect(run).toMatchObject({ status: 'waiting' });
          return run!;
        });
        expect(await runsOf(workflow)).toHaveLength(2);
        await bench.get(TriggersService).pause(caller, workflow, 'clock');
        await bench.get(RunControlService).signal(caller, second.id, { name: 'go' });
        await eventually(async () =>
          expect((await firings(id)).map(({ status }) => status)).toEqual(['started', 'started', 'skipped']),
        );
      }
    }
  });

  it('F11, F12: 500 at the same minute fire once each, with two schedulers, and nothing else waits', async () => {
    const count = 500;
    const second = new Scheduler(
      bench.db,
      bench.get(SlotFiring),
      bench.service.service.app.get(serviceLogger, { strict: false }),
      false,
    );
    const { workflow, id } = await publish({ cron: '0 0 1 1 *' });
    const slot = await thisMinute();
    const now = await databaseTime();
    const [template] = await bench.db.query<Record<string, string | number | null>>(
      'SELECT * FROM triggers WHERE id = ?',
      [id],
    );
    const names = Object.keys(template!);
    for (let from = 0; from < count; from += 100) {
      const rows = Array.from({ length: 100 }, (_, index) => ({
        ...template!,
        id: `${id.slice(0, -5)}${id.at(-5) === 'z' ? 'y' : 'z'}${String(from + index).padStart(4, '0')}`,
        node: `clock${from + index}`,
        config: JSON.stringify({ cron: patternAt(slot) }),
        next_at: slot,
        due_at: slot,
      }));
      await bench.db.run(
        `INSERT INTO triggers (${names.join(', ')}) VALUES ${rows.map(() => `(${names.map(() => '?').join(', ')})`).join(', ')}`,
        rows.flatMap((row) => names.map((name) => (row as Record<string, string | number | null>)[name] ?? null)),
      );
    }
    second.start();
    const other = bench.publish(definition({ cron: '0 0 1 1 *' }));
    await eventually(
      async () => {
        const [row] = await bench.db.query<{ due: number }>('SELECT COUNT(*) AS due FROM triggers WHERE due_at <= ?', [
          now,
        ]);
        expect(Number(row!.due)).toBe(0);
      },
      { withinMs: 60_000 },
    );
    await second.stop();
    await other;
    const fired = await bench.db.query<{ trigger_id: string; run_id: string; status: string }>(
      'SELECT trigger_id, run_id, status FROM trigger_firings WHERE workflow_id = ?',
      [workflow],
    );
    expect(fired).toHaveLength(count);
    expect(new Set(fired.map((each) => each.trigger_id)).size).toBe(count);
    expect(new Set(fired.map(({ status }) => status))).toEqual(new Set(['started']));
    const [runs] = await bench.db.query<{ count: number }>('SELECT COUNT(*) AS count FROM runs WHERE workflow_id = ?', [
      workflow,
    ]);
    expect(Number(runs!.count)).toBe(count);
    for (const { run_id: run } of fired.slice(-3)) await bench.get(Durable).waitFor(run, 60_000);
  }, 120_000);

  it('keep their place in time when published again unchanged, and none while paused or withdrawn', async () => {
    const config = { cron: '0 5 * * *', timezone: 'Asia/Tokyo' };
    const { workflow, id } = await publish(config);
    const { caller } = bench.owner;
    const nextAt = async () =>
      (await bench.db.query<{ next_at: number | null }>('SELECT next_at FROM triggers WHERE id = ?', [id]))[0]!.next_at;
    const workflows = bench.get(WorkflowsService);
    const again = async (next: Pick<Definition, 'nodes' | 'edges'>) => {
      await workflows.saveDraft(caller, workflow, { schemaVersion: 1, ...next }, '*');
      await workflows.publish(caller, workflow, undefined);
    };
    const soon = (await thisMinute()) + 5 * minute;
    await bench.db.run('UPDATE triggers SET next_at = ?, due_at = ? WHERE id = ?', [soon, soon, id]);
    const kept = await nextAt();
    await again(definition(config, { ...done, name: 'Renamed' }));
    expect(await nextAt()).toEqual(kept);
    await again(definition({ ...config, timezone: 'UTC' }));
    expect(await nextAt()).not.toEqual(kept);
    await bench.get(TriggersService).pause(caller, workflow, 'clock');
    expect(await nextAt()).toBeNull();
    await again(definition({ ...config, timezone: 'Asia/Seoul' }));
    expect(await nextAt()).toBeNull();
    expect((await bench.get(TriggersService).resume(caller, workflow, 'clock')).nextAt).toHaveLength(5);
    await workflows.delete(caller, workflow);
    expect(await nextAt()).toBeNull();
  });

  it('are previewed in plain words, and refused by field', async () => {
    const preview = { timezone: 'Europe/Berlin', count: 2 };
    expect(await schedules.preview({ ...preview, cron: '30 9 * * 1-5' })).toMatchObject({
      description: 'At 09:30 on Monday to Friday, Europe/Berlin',
      next: [expect.any(String), expect.any(String)] as string[],
    });
    await expect(schedules.preview({ ...preview, cron: '99 9 * * *' })).rejects.toMatchObject({
      code: 'SCHEDULE_INVALID',
      details: { issues: [{ path: 'cron' }] },
    });
    await expect(schedules.preview({ ...preview, timezone: 'Mars/Base', every: 'PT1H' })).rejects.toMatchObject({
      details: { issues: [{ path: 'timezone' }] },
    });
  });

  it('A1: are those of the own company', async () => {
    const { id } = await publish({ cron: '0 5 * * *' });
    const stranger = callerAs('owner');
    expect((await schedules.list(stranger, { limit: 10 })).items).toEqual([]);
    await expect(schedules.listFirings(stranger, id, { limit: 10 })).rejects.toMatchObject({
      code: 'TRIGGER_NOT_FOUND',
    });
  });
});
