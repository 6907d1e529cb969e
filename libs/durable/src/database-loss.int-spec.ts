import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { findFaults, readRecorded, startMariaDb } from '#libs/testing';
import { Durable } from './durable.js';
import { openTestDatabase } from './testing/open-test-database.js';
import { linear } from './testing/plan-decider.js';
import { EffectLog, planDefinition } from './testing/plan-definition.js';
import { until } from './testing/until.js';

/** F6 of trust.md, seen from the runner: what was accepted finishes once, whenever the database dies. */
describe('the database killed under load', () => {
  it.each([
    ['for a moment', 15_000, 0],
    ['for longer than a lease lasts', 1500, 2500],
  ])('F6: %s: nothing accepted is lost, no step is committed twice', async (_what, leaseMs, awayMs) => {
    const server = await startMariaDb();
    const db = await openTestDatabase({ dataDir: tmpdir(), url: `${server.url}/durable` });
    const effects = new EffectLog();
    const plan = linear(20);
    const durable = new Durable({
      store: db,
      reconcileMs: 100,
      graceMs: 0,
      leaseMs,
      renewMs: Math.min(5000, leaseMs / 5),
    });
    durable.define(planDefinition({ plan }, effects, { '*': async () => (await sleep(5), { kind: 'succeeded' }) }));
    try {
      await durable.start({ role: 'all' });
      const accepted: string[] = [];
      for (let i = 0; i < 60; i++) {
        const id = `run_${i}`;
        const isAccepted = await durable
          .create({ kind: 'plan', id, companyId: 'co_1', ref: 'plan' })
          .catch(() => undefined);
        if (isAccepted !== undefined) accepted.push(id);
        if (i !== 20 && i !== 40) continue;
        await server.kill();
        if (awayMs > 0) await sleep(awayMs);
        await server.start();
      }
      expect(accepted.length).toBeGreaterThan(40);
      for (const id of accepted)
        await until(
          `${id} is over`,
          async () => (await durable.summary(id).catch(() => undefined))?.status === 'succeeded',
          30_000,
        );
      const calls = effects.calls.map(({ run, path, key, attempt }, receipt) => ({
        ...{ receipt, runId: run, companyId: 'co_1', path, key, attempt },
        ...{ generation: 0, effect: 'idempotent' as const },
      }));
      const recorded = await readRecorded({ url: `${server.url}/durable` }, { effects: calls, accepted });
      // What was not acknowledged may be there or not.
      expect(findFaults(recorded, { finished: false })).toEqual([]);
      expect(recorded.runs.filter(({ id, status }) => accepted.includes(id) && status !== 'succeeded')).toEqual([]);
    } finally {
      await durable.stop(500);
      await db.close();
      await server.stop();
    }
  });
});
