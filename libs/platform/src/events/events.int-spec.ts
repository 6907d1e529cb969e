/** The whole way of an event, from commit to effect, on each database: one file, because every story needs relay, bus and reader. */
import { event, type EventEnvelope } from '#libs/contracts';
import { openDatabase, type Database, type Tx } from '#libs/platform/database';
import { MemoryLiveBus } from '#libs/platform/live';
import { freshMysqlSchema } from '#libs/testing';
import { silentLogger } from '#libs/platform/logging';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { EventConsumer, type EnvelopeOf } from './consumer.js';
import { readFrom } from './event-log.js';
import { eventMigrations } from './event-tables.js';
import { MemoryEventBus } from './memory-event-bus.js';
import { Outbox } from './outbox.js';
import { EventReader } from './reader.js';
import { OutboxRelay } from './relay.js';

const counted = event({ type: 'thing.counted.v1', producer: 'company', data: z.object({ n: z.number() }) });
const ignored = event({ type: 'thing.ignored.v1', producer: 'company', data: z.object({}) });
const companyId = 'co_01h455vb4pex5vsknk084sn02q';

/** Writes each event into a table, which shows order and repetition. */
class Counter extends EventConsumer<typeof counted> {
  readonly events = [counted];
  resyncs = 0;
  fail: (n: number) => void = () => undefined;
  constructor(readonly name = 'counter') {
    super();
  }
  async handle(tx: Tx, { data, position }: EnvelopeOf<typeof counted>): Promise<void> {
    await tx.run('INSERT INTO effects (consumer, n, position) VALUES (?, ?, ?)', [this.name, data.n, position]);
    this.fail(data.n);
  }
  override async resync(): Promise<void> {
    this.resyncs += 1;
  }
}

class LossyBus extends MemoryEventBus {
  lose: (event: EventEnvelope) => boolean = () => false;
  override publish(...[producer, events]: Parameters<MemoryEventBus['publish']>): Promise<void> {
    return super.publish(
      producer,
      events.filter((one) => !this.lose(one)),
    );
  }
}

const eventually = async (check: () => Promise<boolean>, ms = 40_000): Promise<void> => {
  for (const end = Date.now() + ms; !(await check()); await new Promise((next) => setTimeout(next, 10))) {
    if (Date.now() > end) throw new Error(`not within ${ms} ms: ${check}`);
  }
};

const engines = {
  sqlite: async () => {
    const folder = await mkdtemp(join(tmpdir(), 'events-'));
    return { url: undefined, dataDir: folder, drop: () => rm(folder, { recursive: true }) };
  },
  mysql: async () => ({ dataDir: tmpdir(), ...(await freshMysqlSchema()) }),
};

describe.each(Object.entries(engines))('events on %s', (_name, engine) => {
  let place: Awaited<ReturnType<typeof engine>>;
  let db: Database;
  let bus: LossyBus;
  let live: MemoryLiveBus;
  let outbox: Outbox;
  let started: { stop(): Promise<void> }[];

  beforeEach(async () => {
    place = await engine();
    db = await openDatabase({
      service: 'company',
      url: place.url,
      dataDir: place.dataDir,
      migrations: eventMigrations,
      logger: silentLogger(),
    });
    await db.run('CREATE TABLE effects (consumer VARCHAR(50) NOT NULL, n INT NOT NULL, position INT NOT NULL)');
    bus = new LossyBus();
    live = new MemoryLiveBus();
    started = [];
  });

  afterEach(async () => {
    await Promise.all(started.map((one) => one.stop()));
    await db.close();
    await place.drop();
  });

  const relay = (holder = 'one', on = bus) => {
    const opened = new OutboxRelay({ db, bus: on, live, holder, logger: silentLogger() });
    outbox ??= new Outbox('company');
    outbox = new Outbox('company', () => opened.poke());
    opened.start();
    started.push(opened);
    return opened;
  };
  const reader = (consumers: EventConsumer[], holder = 'one', catchUpMs = 30_000) => {
    const opened = new EventReader('company', consumers, {
      db,
      bus,
      logger: silentLogger(),
      holder,
      catchUpMs,
      retryMs: 1,
      readFrom: (_producer, request) => readFrom(db, { limit: 200, ...request }),
    });
    opened.start();
    started.push(opened);
    return opened;
  };
  const count = (...numbers: number[]) =>
    db.transaction((tx) =>
      outbox.addAll(
        tx,
        numbers.map((n) => ({ event: counted, companyId, data: { n } })),
      ),
    );
  const effects = async (consumer = 'counter') =>
    (await db.query<{ n: number }>('SELECT n FROM effects WHERE consumer = ? ORDER BY position', [consumer])).map(
      ({ n }) => Number(n),
    );
  const seen = (n: number, consumer?: string) => eventually(async () => (await effects(consumer)).length >= n);

  it('passes over, without a transaction, what does not concern a consumer', async () => {
    class Even extends Counter {
      override async concerns({ data }: EnvelopeOf<typeof counted>): Promise<boolean> {
        return data.n % 2 === 0;
      }
    }
    relay();
    reader([new Even('even'), new Counter('all')]);
    await count(1, 2, 3, 4, 5);
    await seen(5, 'all');
    await seen(2, 'even');
    expect(await effects('even')).toEqual([2, 4]);
    const [row] = await db.query<{ position: number }>("SELECT position FROM event_positions WHERE consumer = 'even'");
    expect(Number(row!.position)).toBe(4);
  });

  it('delivers in order, with dense positions, what was committed', async () => {
    relay();
    reader([new Counter()]);
    for (let n = 1; n <= 20; n += 1) await count(n);
    await expect(
      db.transaction(async (tx) => {
        await outbox.add(tx, counted, { companyId, data: { n: 99 } });
        throw new Error('rolled back');
      }),
    ).rejects.toThrow('rolled back');
    await count(21);
    await seen(21);
    expect(await effects()).toEqual(Array.from({ length: 21 }, (_, n) => n + 1));
    const positions = await db.query<{ position: number }>('SELECT position FROM effects ORDER BY position');
    expect(positions.map(({ position }) => Number(position))).toEqual(Array.from({ length: 21 }, (_, n) => n + 1));
  });

  it('delivers within moments of the commit', async () => {
    relay();
    reader([new Counter()]);
    await count(0);
    await seen(1);
    const started = performance.now();
    await count(1);
    await seen(2);
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it('refuses events of other services and data against the contract', async () => {
    relay();
    await expect(
      db.transaction((tx) => outbox.add(tx, { ...counted, producer: 'ai' }, { companyId, data: { n: 1 } })),
    ).rejects.toThrow('produced by ai');
    await expect(
      db.transaction((tx) => outbox.add(tx, counted, { companyId, data: { n: 'x' } as never })),
    ).rejects.toThrow();
  });

  it('survives a bus that loses everything, by catching up', async () => {
    bus.lose = () => true;
    relay();
    reader([new Counter()], 'one', 50);
    await count(1, 2, 3);
    await seen(3);
    expect(await effects()).toEqual([1, 2, 3]);
  });

  it('notices a gap at the next event', async () => {
    relay();
    reader([new Counter()]);
    await count(1);
    await seen(1);
    bus.lose = ({ data }) => (data as { n: number }).n < 4;
    await count(2);
    await count(3);
    await count(4);
    await seen(4);
    expect(await effects()).toEqual([1, 2, 3, 4]);
  });

  it('F7: has each effect once although the relay publishes again after a takeover', async () => {
    const published: number[] = [];
    await bus.subscribe('company', ({ position }) => published.push(position));
    const first = relay('one');
    reader([new Counter()]);
    await count(1, 2);
    await seen(2);
    await first.stop();
    relay('two');
    await count(3);
    await seen(3);
    expect(published).toEqual([1, 2, 1, 2, 3]);
    expect(await effects()).toEqual([1, 2, 3]);
  });

  it('F7: loses nothing when a relay dies between commit and publishing', async () => {
    const dead = new LossyBus();
    dead.publish = () => new Promise(() => undefined);
    new OutboxRelay({ db, bus: dead, live, holder: 'one', logger: silentLogger() }).start();
    outbox = new Outbox('company');
    await count(1);
    await eventually(async () => (await db.query('SELECT seq FROM outbox WHERE position = 1')).length === 1);
    reader([new Counter()], 'one', 50);
    await seen(1);
    await db.run("UPDATE event_leases SET expires_at = 0 WHERE name = 'relay'");
    relay('two');
    await count(2);
    await seen(2);
    expect(await effects()).toEqual([1, 2]);
  });

  it('gives dense positions to many commits at once, although two relays hold themselves for the one', async () => {
    relay('one');
    await eventually(async () => (await db.query("SELECT name FROM event_leases WHERE holder = 'one'")).length === 1);
    await db.run("UPDATE event_leases SET expires_at = 0 WHERE name = 'relay'");
    relay('two');
    reader([new Counter()]);
    const numbers = Array.from({ length: 120 }, (_, n) => n);
    await Promise.all(numbers.map((n) => count(n)));
    await seen(120);
    expect((await effects()).sort((a, b) => a - b)).toEqual(numbers);
    const positions = await db.query<{ position: number }>('SELECT position FROM outbox ORDER BY position');
    expect(positions.map(({ position }) => Number(position))).toEqual(numbers.map((n) => n + 1));
  });

  it('is read by one of two replicas, and by the other once the first is gone', async () => {
    relay();
    const [first, second] = [reader([new Counter()], 'one'), reader([new Counter()], 'two')];
    await eventually(async () => first.reading || second.reading);
    await count(1, 2, 3);
    await seen(3);
    expect([first.reading, second.reading].filter(Boolean)).toHaveLength(1);
    const [reading, waiting] = first.reading ? [first, second] : [second, first];
    await reading.stop();
    await count(4);
    await eventually(async () => waiting.reading);
    await seen(4);
    expect(await effects()).toEqual([1, 2, 3, 4]);
  });

  it('has each effect once although a stale reader works on', async () => {
    relay();
    const stale = reader([new Counter()], 'one');
    await eventually(async () => stale.reading);
    await db.run("UPDATE event_leases SET expires_at = 0 WHERE name = 'reader:company'");
    const fresh = reader([new Counter()], 'two');
    await eventually(async () => fresh.reading);
    expect(stale.reading).toBe(true);
    for (let n = 1; n <= 10; n += 1) await count(n);
    await seen(10);
    expect(await effects()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('continues where it stopped, and passes over what it does not want', async () => {
    relay();
    const first = reader([new Counter()]);
    await count(1);
    await db.transaction((tx) => outbox.add(tx, ignored, { companyId, data: {} }));
    await count(2);
    await seen(2);
    await first.stop();
    await count(3);
    reader([new Counter()]);
    await seen(3);
    expect(await effects()).toEqual([1, 2, 3]);
  });

  it('repeats a failed event, without its half-done effect', async () => {
    relay();
    const counter = new Counter();
    let failures = 3;
    counter.fail = () => {
      if (failures-- > 0) throw new Error('not yet');
    };
    reader([counter]);
    await count(1, 2);
    await seen(2);
    expect(await effects()).toEqual([1, 2]);
  });

  it('buries an event that always fails, and goes on; other consumers do not notice', async () => {
    relay();
    const picky = new Counter('picky');
    picky.fail = (n) => {
      if (n === 2) throw new Error('never');
    };
    reader([picky, new Counter()]);
    await count(1, 2, 3);
    await seen(3);
    await seen(2, 'picky');
    expect(await effects('picky')).toEqual([1, 3]);
    const letters = await db.query<{ consumer: string; position: number; error: string }>(
      'SELECT consumer, position, error FROM event_dead_letters',
    );
    expect(letters).toMatchObject([{ consumer: 'picky', position: 2, error: 'Error: never' }]);
  });

  it('tells a consumer that was away too long to read the state', async () => {
    relay();
    await count(1, 2, 3);
    await eventually(async () => (await db.query('SELECT seq FROM outbox WHERE position = 3')).length === 1);
    await db.run('DELETE FROM outbox WHERE position <= 2');
    await expect(readFrom(db, { after: 1, types: [counted.type], limit: 10 })).rejects.toMatchObject({
      code: 'EVENTS_GONE',
      details: { last: 3 },
    });
    await expect(readFrom(db, { after: 2, types: [counted.type], limit: 10 })).resolves.toMatchObject({
      through: 3,
      events: [{ position: 3 }],
    });
    await expect(readFrom(db, { after: 9, types: [counted.type], limit: 10 })).rejects.toMatchObject({
      code: 'EVENTS_GONE',
    });
    const counter = new Counter();
    reader([counter]);
    await eventually(async () => counter.resyncs === 1);
    await count(4);
    await seen(1);
    expect(await effects()).toEqual([4]);
  });

  it('keeps relayed events for seven days', async () => {
    relay();
    await count(1, 2);
    await eventually(async () => (await db.query('SELECT seq FROM outbox WHERE position = 2')).length === 1);
    await db.run(`UPDATE outbox SET relayed_at = relayed_at - ${7 * 24 * 3_600_000 + 60_000} WHERE position = 1`);
    relay('one');
    await eventually(async () => (await db.query('SELECT seq FROM outbox')).length === 1);
    expect(await db.query('SELECT position FROM outbox')).toEqual([{ position: 2 }]);
  });

  it('reads on in pages', async () => {
    relay();
    await count(...Array.from({ length: 450 }, (_, n) => n));
    reader([new Counter()]);
    await seen(450);
    expect(await effects()).toEqual(Array.from({ length: 450 }, (_, n) => n));
  });
});
