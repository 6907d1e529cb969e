/**
 * A worker process, one of whose steps ends whatever process it works in. Started by a test with its settings in ISOLATION; works until
 * the bad run waits as a dead letter (or is over) and the others are over, then ends by itself with 0.
 */
import { Durable } from '../durable.js';
import { runIsolated } from '../isolation/run-isolated.js';
import { openTestDatabase, type TestAddress } from './open-test-database.js';
import { linear } from './plan-decider.js';
import { EffectLog, planDefinition } from './plan-definition.js';
import { until } from './until.js';

export interface IsolationSettings {
  address: TestAddress;
  /** The program that the bad step is, in a process of its own. */
  program: string;
  /** How the bad step ends its process; `well` once it is mended. */
  how: string;
  bad: string;
  good: string[];
  /** Id of a redrive that is asked for twice. */
  redrive?: string;
}

const { address, program, how, bad, good, redrive } = JSON.parse(process.env['ISOLATION'] ?? '{}') as IsolationSettings;
const db = await openTestDatabase(address);
const durable = new Durable({
  store: db,
  exclusive: address.url === undefined,
  reconcileMs: 50,
  graceMs: 0,
  leaseMs: 700,
  renewMs: 150,
});
const execArgv = ['--import', './scripts/ts.mjs'];
durable.define({
  ...planDefinition({ bad: linear(2), good: linear(2, {}) }, new EffectLog(), {
    '*': async (command, context) => {
      if (context.runId !== bad || command.path !== 's2') {
        // Long enough to be at work when the process ends.
        await new Promise((done) => setTimeout(done, 50));
        return { kind: 'succeeded', output: command.path };
      }
      if (!context.isolated && how !== 'well') process.kill(process.pid, 'SIGKILL');
      const { signal, heartbeat } = context;
      const call = async (_name: string, args: unknown[]) => args;
      const output = await runIsolated({ program, execArgv, job: { how }, call, signal, heartbeat, silenceMs: 20_000 });
      return { kind: 'succeeded', output };
    },
  }),
  isolates: true,
});
await durable.start({ role: 'all' });
for (const id of good) await durable.create({ kind: 'plan', id, companyId: 'co_1', ref: 'good' });
await durable.create({ kind: 'plan', id: bad, companyId: 'co_1', ref: 'bad' });
if (redrive) for (const _ of [1, 2]) await durable.redrive(bad, 's2', redrive);
const statusOf = async (id: string) => (await durable.summary(id))?.status;
for (const id of good) await until(`${id} is over`, async () => (await statusOf(id)) === 'succeeded', 30_000);
/** It is over, or lies there as a dead letter that nobody has redriven since. */
async function isSettled(): Promise<boolean> {
  const types = (await durable.history(bad)).map(({ type }) => type);
  if (types.at(-1) === 'run.finished') return true;
  const redriven = types.lastIndexOf('step.redriven');
  if (redrive && types.filter((type) => type === 'step.redriven').length < Number(redrive)) return false;
  return types.slice(redriven + 1).filter((type) => type === 'step.crashed').length >= 3;
}
await until('the bad one is over or a dead letter', isSettled, 60_000);
await until('nothing is held', () => durable.held === 0);
await durable.stop(1000);
await db.close();
