import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { startRedis } from '#libs/testing';
import { Durable } from './durable.js';
import { mysqlBackend, type TestBackend } from './testing/backends.js';
import type { Plan } from './testing/plan-decider.js';
import { EffectLog, planDefinition } from './testing/plan-definition.js';
import { until } from './testing/until.js';
import { BullWakeUps } from './wake-ups-bullmq.js';

/** F3 and F4 of trust.md: the queue may be emptied or gone at any moment. */
describe('Redis lost under load', () => {
  let backend: TestBackend;
  beforeAll(async () => {
    backend = await mysqlBackend();
  });
  afterAll(() => backend.drop());

  const plan: Plan = { steps: { a: {}, b: { after: ['a'] }, c: { after: ['b'] } } };

  it.each([
    ['flushed', 'flush'],
    ['restarted empty', 'restart'],
    ['frozen for a while', 'freeze'],
  ])('finishes every accepted run when Redis is %s', async (_what, fault) => {
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
