import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { startRedis } from '#libs/testing';
import { Durable } from './durable.js';
import type { DurableOptions } from './durable-options.js';
import { MemoryPayloadStore } from './payloads/memory.payload-store.js';
import { backends, mysqlBackend, type TestBackend } from './testing/backends.js';
import { linear, type Plan, type PlanState } from './testing/plan-decider.js';
import { EffectLog, planDefinition, type Act } from './testing/plan-definition.js';
import { until } from './testing/until.js';
import { BullWakeUps } from './wake-ups-bullmq.js';

const MiB = 1024 * 1024;

describe.each(Object.keys(backends) as (keyof typeof backends)[])('what is large on %s', (name) => {
  let backend: TestBackend;
  let serial = 0;
  const started: Durable[] = [];

  beforeAll(async () => {
    backend = await backends[name]();
  });
  afterAll(() => backend.drop());
  afterEach(() => Promise.all(started.splice(0).map((durable) => durable.stop(1000))));

  async function durableOf(plan: Plan, acts: Record<string, Act>, options: Partial<DurableOptions> = {}) {
    const durable = new Durable({ store: backend.db, reconcileMs: 50, graceMs: 0, ...options });
    durable.define(planDefinition({ plan }, new EffectLog(), acts, { result: () => undefined }));
    started.push(durable);
    await durable.start({ role: 'all' });
    return durable;
  }
  const newRun = () => ({ kind: 'plan', id: `run_${name}_${++serial}`, companyId: 'co_1', ref: 'plan' });

  it('F14: an output of 50 MB is refused with the name of the limit, and nothing of it is kept', async () => {
    const payloads = new MemoryPayloadStore();
    const durable = await durableOf(
      linear(1),
      { s1: () => ({ kind: 'succeeded', output: 'x'.repeat(50 * MiB) }) },
      { payloads },
    );
    const run = newRun();
    await durable.create(run);
    const over = await durable.waitFor(run.id, 15_000);
    expect(over).toMatchObject({ status: 'failed', error: { code: 'LIMIT_EXCEEDED' } });
    expect(over?.error?.message).toContain('limit output.bytes of 16777216');
    expect(payloads.contents.size).toBe(0);
    const [row] = await backend.db.query<{ bytes: number }>(
      'SELECT SUM(LENGTH(event) + COALESCE(LENGTH(output), 0)) AS bytes FROM durable_history WHERE run_id = ?',
      [run.id],
    );
    expect(Number(row!.bytes)).toBeLessThan(4096);
  });

  it('F14: an output of 10 MB lies in the payload store, and its row holds the reference alone', async () => {
    const payloads = new MemoryPayloadStore();
    const durable = await durableOf(
      linear(2),
      {
        s1: () => ({ kind: 'succeeded', output: 'x'.repeat(10 * MiB) }),
        s2: (_command, { output }) => ({ kind: 'succeeded', output: (output('s1') as string).length }),
      },
      { payloads },
    );
    const run = newRun();
    await durable.create(run);
    expect(await durable.waitFor(run.id, 15_000)).toMatchObject({ status: 'succeeded' });
    expect((await durable.view(run.id)).output('s2')).toBe(10 * MiB);
    const rows = await backend.db.query<{ output: string | null; output_ref: string | null }>(
      'SELECT output, output_ref FROM durable_history WHERE run_id = ? AND output_ref IS NOT NULL',
      [run.id],
    );
    expect(rows).toEqual([{ output: null, output_ref: [...payloads.contents.keys()][0] }]);
  });

  it('F14: a state above 4 MB is kept in the payload store, and a takeover goes on from it', async () => {
    const payloads = new MemoryPayloadStore();
    const acts: Record<string, Act> = { s59: () => ({ kind: 'suspended', wait: { signal: 'go' } }) };
    const run = newRun();
    const sender = new Durable({ store: backend.db });
    await sender.create(run);
    const early = { type: 'signal.received', name: 'x'.repeat(5 * MiB), signalId: 'early' };
    await sender.send(run.id, { id: 'early', event: early });
    const first = await durableOf(linear(60), acts, { payloads });
    await until('it waits', async () => (await first.summary(run.id))?.status === 'waiting');
    await first.stop();
    const [snapshot] = await backend.db.query<{ seq: number; state: string; state_ref: string }>(
      'SELECT seq, state, state_ref FROM durable_snapshots WHERE run_id = ?',
      [run.id],
    );
    expect(snapshot).toMatchObject({ state: '', state_ref: `co_1/durable/${run.id}/snapshot` });
    // A mark shows that it is believed, and history is not replayed.
    const text = payloads.contents.get(snapshot!.state_ref)!;
    expect(text.startsWith(`${snapshot!.seq}\n`)).toBe(true);
    payloads.contents.set(snapshot!.state_ref, text.replace('"seen":[', '"seen":["mark",'));
    const second = await durableOf(linear(60), acts, { payloads });
    expect((await second.view<PlanState>(run.id)).state.seen).toContain('mark');
    // One of another seq is not: its commit may have failed.
    payloads.contents.set(snapshot!.state_ref, `7\n{"spoilt":true}`);
    expect((await second.view<PlanState>(run.id)).state.seen).toEqual(['early']);
    await second.send(run.id, { id: 'm', event: { type: 'signal.received', name: 'go', signalId: 'm' } });
    expect(await second.waitFor(run.id, 15_000)).toMatchObject({ status: 'succeeded' });
  });
});

describe('what is large, and Redis', () => {
  it('F14: ids alone pass through Redis, whatever a run holds', async () => {
    const redis = await startRedis();
    const backend = await mysqlBackend();
    const client = new Redis(redis.url);
    const watching = await client.monitor();
    const said: string[][] = [];
    watching.on('monitor', (_time: string, args: string[]) => void said.push(args));
    const wakeUps = new BullWakeUps({ redisUrl: redis.url, queue: `wake-${randomBytes(4).toString('hex')}` });
    const durable = new Durable({ store: backend.db, wakeUps, payloads: new MemoryPayloadStore(), reconcileMs: 200 });
    durable.define(
      planDefinition({ plan: linear(3) }, new EffectLog(), {
        '*': (_command, { at, path }) =>
          path === 's2'
            ? { kind: 'suspended', wait: { until: at + 1200 } }
            : { kind: 'succeeded', output: { marked: 'PAYLOAD'.repeat(100_000) } },
      }),
    );
    try {
      await wakeUps.ready();
      await durable.start({ role: 'all' });
      const ids = Array.from({ length: 10 }, (_, n) => `run_redis_${n}`);
      for (const id of ids)
        await durable.create({ kind: 'plan', id, companyId: 'co_1', ref: 'plan', input: 'PAYLOAD'.repeat(100_000) });
      for (const id of ids) expect(await durable.waitFor(id, 20_000)).toMatchObject({ status: 'succeeded' });
      const hints = said.flat().filter((text) => text.includes('run_redis_'));
      expect(hints.length).toBeGreaterThan(ids.length);
      expect(Math.max(...hints.map((text) => text.length))).toBeLessThan(500);
      expect(said.flat().filter((text) => text.includes('PAYLOADPAYLOAD'))).toEqual([]);
    } finally {
      watching.disconnect();
      client.disconnect();
      await durable.stop(1000);
      await backend.drop();
      await redis.stop();
    }
  }, 120_000);
});
