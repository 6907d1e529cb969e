import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { FaultProxy, startRedis } from '#libs/testing';
import { Durable } from './durable.js';
import { mysqlBackend, type TestBackend } from './testing/backends.js';
import type { Plan } from './testing/plan-decider.js';
import { EffectLog, planDefinition } from './testing/plan-definition.js';
import { until } from './testing/until.js';
import { BullWakeUps } from './wake-ups-bullmq.js';

/** Outages of a minute belong to `npm run chaos`. */
const isLong = process.env['AAAS_LONG_OUTAGES'] !== undefined;

/** F3 and F4 of trust.md: the queue may be emptied or gone at any moment. */
describe('Redis lost under load', () => {
  let backend: TestBackend;
  beforeAll(async () => {
    backend = await mysqlBackend();
  });
  afterAll(() => backend.drop());

  const plan: Plan = { steps: { a: {}, b: { after: ['a'] }, c: { after: ['b'] } } };

  it.each([
    ['F3: flushed', 'flush'],
    ['F3: restarted empty', 'restart'],
    ['F4: frozen for a while', 'freeze'],
  ])('%s: every accepted run finishes', async (_what, fault) => {
    const redis = await startRedis();
    const effects = new EffectLog();
    const queue = `wake-${randomBytes(4).toString('hex')}`;
    const workers = [1, 2].map(() => {
      const durable = new Durable({
        store: backend.db,
        wakeUps: new BullWakeUps({ redisUrl: redis.url, queue }),
        reconcileMs: 300,
        companyPlaces: 30,
        maxRuns: 20,
      });
      durable.define(
        planDefinition({ plan }, effects, {
          a: async () => (await sleep(10), { kind: 'succeeded' }),
          b: (_command, { at }) => ({ kind: 'suspended', wait: { until: at + 1100 } }),
        }),
      );
      return durable;
    });
    try {
      for (const durable of workers) await durable.start({ role: 'all' });
      const ids: string[] = [];
      for (let i = 0; i < 200; i++) {
        const id = `run_${queue}_${i}`;
        // Accepted in spite of the loss.
        await workers[i % 2]?.create({ kind: 'plan', id, companyId: `co_${i % 3}`, ref: 'plan' });
        ids.push(id);
        if (i % 40 === 20) await hit(redis, fault);
      }
      await until(
        'all runs are over',
        async () =>
          (
            await backend.db.query(
              `SELECT id FROM durable_runs WHERE id LIKE 'run_${queue}%' AND finished_at IS NULL LIMIT 1`,
            )
          ).length === 0,
        50_000,
      );
      const statuses = await backend.db.query<{ status: string; runs: number }>(
        `SELECT status, COUNT(*) AS runs FROM durable_runs WHERE id LIKE 'run_${queue}%' GROUP BY status`,
      );
      expect(statuses).toEqual([{ status: 'succeeded', runs: ids.length }]);
      for (const path of ['a', 'b', 'c']) expect(effects.count(path)).toBe(ids.length);
    } finally {
      await Promise.all(workers.map((durable) => durable.stop(2000)));
      await redis.stop();
    }
  });

  it.each<[what: 'gone' | 'half-open', ms: number]>([
    ['gone', 5000],
    ['half-open', 5000],
    ...(isLong
      ? ([
          ['gone', 15_000],
          ['gone', 60_000],
          ['half-open', 60_000],
        ] as [what: 'gone' | 'half-open', ms: number][])
      : []),
  ])(
    'F4: %s for %i ms: runs are accepted all the while, and hints are carried again within 10 s of its return',
    async (what, ms) => {
      const redis = await startRedis();
      const proxy = await FaultProxy.before(redis.url);
      const redisUrl = proxy.addressOf(redis.url);
      const effects = new EffectLog();
      const queue = `wake-${randomBytes(4).toString('hex')}`;
      const durable = new Durable({
        store: backend.db,
        wakeUps: new BullWakeUps({ redisUrl, queue }),
        reconcileMs: 300,
      });
      durable.define(planDefinition({ plan }, effects));
      const hints = new BullWakeUps({ redisUrl, queue: `${queue}-hints` });
      const heard = new Set<string>();
      try {
        await hints.ready();
        hints.onWake(async (run) => void heard.add(run));
        await durable.start({ role: 'all' });
        hints.wake('before', 1);
        await until('a hint while all is well', () => heard.has('before'));
        if (what === 'gone') proxy.cut();
        else proxy.halfOpen();
        const ids: string[] = [];
        for (const end = Date.now() + ms; Date.now() < end; await sleep(100)) {
          const id = `run_${queue}_${ids.length}`;
          // Accepted and carried out without Redis.
          await durable.create({ kind: 'plan', id, companyId: 'co_1', ref: 'plan' });
          ids.push(id);
        }
        proxy.heal();
        let wake = 0;
        await until(
          'a hint after its return',
          () => {
            hints.wake('after', (wake += 1));
            return heard.has('after');
          },
          10_000,
        );
        for (const id of ids) expect(await durable.waitFor(id, 10_000)).toMatchObject({ status: 'succeeded' });
        for (const path of ['a', 'b', 'c']) expect(effects.count(path)).toBe(ids.length);
      } finally {
        await Promise.all([durable.stop(2000), hints.close()]);
        await proxy.stop();
        await redis.stop();
      }
    },
    150_000,
  );
});

async function hit(redis: Awaited<ReturnType<typeof startRedis>>, fault: string): Promise<void> {
  if (fault === 'restart') return redis.restart();
  if (fault === 'freeze') {
    redis.freeze();
    setTimeout(() => redis.thaw(), 3000);
    return;
  }
  const control = new Redis(redis.url);
  await control.flushall();
  control.disconnect();
}
