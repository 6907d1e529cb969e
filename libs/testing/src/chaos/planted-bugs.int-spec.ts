import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { typeidUnboxed } from 'typeid-js';
import type { DurableOptions } from '#libs/durable';
import { BullWakeUps } from '#libs/durable/wake-ups-bullmq';
import type { Database } from '#libs/platform/database';
import { eventually } from '../journey/eventually.js';
import { findFaults } from '../oracle/oracle.js';
import { readRecorded } from '../oracle/read-recorded.js';
import { freshMysqlSchema, freshRedis, type FreshSchema } from '../servers/fresh.js';
import { ChaosService, type ChaosServiceOptions } from './chaos-service.js';
import { ChaosSettings, openChaosDatabase } from './chaos-tables.js';
import { EffectReceiver } from './effect-receiver.js';
import { LooseOutboxStore, ReusedJobIds, UnfencedStore, unfilteredSettings } from './faulty-adapters.js';
import { People } from './people.js';
import { relayAll } from './relay-all.js';

/** The judge is believed because it sees these, and sees nothing where they are not. */
describe('the oracle and planted bugs', () => {
  let schema: FreshSchema;
  let db: Database;
  let receiver: EffectReceiver;
  let url: string;
  let services: ChaosService[];
  let accepted: string[];

  beforeEach(async () => {
    schema = await freshMysqlSchema();
    db = await openChaosDatabase({ dataDir: tmpdir(), url: schema.url });
    await new ChaosSettings(db).prepare(['co_a', 'co_b']);
    receiver = new EffectReceiver();
    url = await receiver.start();
    services = [];
    accepted = [];
  });
  afterEach(async () => {
    await Promise.all(services.map(({ durable }) => durable.stop(500)));
    await receiver.stop();
    await db.close();
    await schema.drop();
  });

  async function serve(options: Partial<ChaosServiceOptions> = {}): Promise<ChaosService> {
    const service = new ChaosService({ db, receiver: url, ...options });
    services.push(service);
    await service.durable.start({ role: 'all' });
    return service;
  }

  async function accept(service: ChaosService, count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      const id = typeidUnboxed('run');
      await service.create({ id, companyId: i % 2 ? 'co_b' : 'co_a', ref: 'everything' });
      accepted.push(id);
    }
  }

  /** Answers what is asked until all runs are over, or the time is. */
  async function finish(withinMs = 15_000): Promise<void> {
    const people = new People(db, services[0]!.durable);
    for (const end = Date.now() + withinMs; Date.now() < end; await sleep(100)) {
      await people.tend();
      const open = await db.query('SELECT id FROM durable_runs WHERE finished_at IS NULL LIMIT 1');
      if (open.length === 0) return relayAll(db);
    }
  }

  const judge = async (): Promise<string[]> =>
    findFaults(await readRecorded({ url: schema.url }, { effects: receiver.effects, accepted }));

  /** A holder that others take for dead, while it takes itself for alive, answers after they went on. */
  async function wakeAStaleHolder(store?: DurableOptions['store']): Promise<void> {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    receiver.hold = () => (receiver.effects.length === 1 ? held : undefined);
    const blind = { leaseMs: 600_000, renewMs: 300_000, reconcileMs: 600_000, ...(store ? { store } : {}) };
    const first = await serve(blind);
    await accept(first, 1);
    await eventually(() => expect(receiver.effects).toHaveLength(1));
    // Told of as running, or the holder tells it when the lease is another's, learns of that, and never wakes as a stale one.
    await eventually(async () =>
      expect(await db.query("SELECT id FROM runs WHERE status = 'running'")).toHaveLength(1),
    );
    await db.run('DELETE FROM durable_workers');
    await serve();
    // The other one has committed more than its lease.
    await eventually(async () =>
      expect((await db.query('SELECT seq FROM durable_history WHERE lease > 1')).length).toBeGreaterThan(1),
    );
    release();
    await eventually(() => expect(first.durable.held).toBe(0));
    await finish();
  }

  it('F2: sees nothing when a stale holder wakes: its rows collide, and it drops the run', async () => {
    await wakeAStaleHolder();
    expect(await judge()).toEqual([]);
  });

  it('sees that fencing is off', async () => {
    await wakeAStaleHolder(new UnfencedStore(db)).catch(() => undefined);
    expect((await judge()).join('\n')).toMatch(/was written under lease 1, while \d+ was the last taken/);
  });

  it('sees an outbox outside of the transaction', async () => {
    await accept(await serve({ store: new LooseOutboxStore(db) }), 4);
    await finish();
    expect((await judge()).join('\n')).toMatch(/its (start|end) was told 2 times/);
  });

  // By hints alone: the reconciler would cover for what hints lose.
  it.each([
    [
      'sees nothing when hints alone carry the runs',
      (redisUrl: string) => new BullWakeUps({ redisUrl, queue: 'wake-t' }),
      /^$/,
    ],
    [
      'sees reused job ids',
      (redisUrl: string) => new ReusedJobIds(redisUrl),
      /it is (waiting|running) and never ended/,
    ],
  ])('%s', async (_what, wakeUpsOn, says) => {
    const redis = await freshRedis();
    const wakeUps = wakeUpsOn(redis.url);
    await serve({ wakeUps, reconcileMs: 600_000 });
    // Accepted by a process that does not work itself, so that each run needs hints: one to begin, one after its sleep.
    await accept(new ChaosService({ db, receiver: url, wakeUps }), 4);
    await finish();
    expect((await judge()).join('\n')).toMatch(says);
  });

  it('sees a missing tenant filter', async () => {
    await accept(await serve({ settings: unfilteredSettings(db) }), 4);
    await finish();
    expect((await judge()).join('\n')).toContain('of co_b carried what belongs to co_a');
  });

  it('sees nothing of all this in a sound service', async () => {
    await accept(await serve(), 8);
    await finish();
    expect(await judge()).toEqual([]);
  });
});
