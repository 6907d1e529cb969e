/**
 * One life of a worker process, to be killed: creates the runs that are missing, works until all are over or wait for a person, says
 * so by its exit code 0. Started by tests with its settings in CHAOS.
 */
import { Durable } from '../durable.js';
import { parseCrashRule } from '../runner/crash-points.js';
import { chaosPlan, chaosRunIds } from './chaos-plan.js';
import { openTestDatabase, type TestAddress } from './open-test-database.js';
import { PlanDecider, type PlanState } from './plan-decider.js';
import { until } from './until.js';
import type { DurableCommand, DurableEvent, StepContext, StepOutcome } from '../decider.port.js';

export interface ChaosSettings {
  address: TestAddress;
  receiver: string;
  runs: number;
  crash?: string;
}

const settings = JSON.parse(process.env['CHAOS'] ?? '{}') as ChaosSettings;
const isAlone = settings.address.url === undefined;
const db = await openTestDatabase(settings.address);
const durable = new Durable({
  store: db,
  exclusive: isAlone,
  crashRule: settings.crash === undefined ? undefined : parseCrashRule(settings.crash),
  reconcileMs: 50,
  graceMs: 20,
  leaseMs: 700,
  renewMs: 150,
});

async function execute(
  command: { path: string; effect: string },
  context: StepContext<PlanState>,
): Promise<StepOutcome> {
  const { path, runId, attempt, key, at } = context;
  if (command.effect !== 'pure')
    await fetch(settings.receiver, { method: 'POST', body: JSON.stringify({ runId, path, key, attempt }) });
  if (path === 'right' && attempt === 1)
    throw Object.assign(new Error('again'), { code: 'UNAVAILABLE', retry: 'soon' });
  if (path === 'nap') return { kind: 'suspended', wait: { until: at + 30 } };
  if (path === 'sleep') return { kind: 'suspended', wait: { until: at + 1600 } };
  if (path === 'signed') return { kind: 'suspended', wait: { signal: 'sign' } };
  return { kind: 'succeeded', output: { path } };
}

durable.define<PlanState, DurableEvent, DurableCommand>({
  kind: 'chaos',
  decider: async () => new PlanDecider(chaosPlan),
  execute,
});
await durable.start({ role: 'all' });
const ids = chaosRunIds(settings.runs);
for (const id of ids) {
  await durable.create({ kind: 'chaos', id, companyId: 'co_1' });
  await durable.send(id, { id: 'sign', event: { type: 'signal.received', name: 'sign', signalId: 'sign' } });
}

async function isSettled(id: string): Promise<boolean> {
  const seen = await durable.summary(id);
  if (seen && ['succeeded', 'failed', 'cancelled'].includes(seen.status)) return true;
  if (seen?.status !== 'waiting') return false;
  const { state } = await durable.view<PlanState>(id);
  return Object.values(state.steps).some(({ status }) => status === 'unknown');
}

for (const id of ids) await until(`${id} is over or waits for a person`, () => isSettled(id), 30_000);
await durable.stop(1000);
await db.close();
