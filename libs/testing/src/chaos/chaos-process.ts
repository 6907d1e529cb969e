/**
 * One life of a service process, to be killed: accepts the runs that it is given, saying so line by line, and works until SIGTERM, or
 * until its parent is gone. Settings in CHAOS.
 */
import { parseCrashRule } from '#libs/durable';
import { BullWakeUps } from '#libs/durable/wake-ups-bullmq';
import { MemoryEventBus, OutboxRelay } from '#libs/platform/events';
import { MemoryLiveBus } from '#libs/platform/live';
import { silentLogger } from '#libs/platform/logging';
import { ChaosService, type ChaosRun } from './chaos-service.js';
import { ChaosSettings as Settings, openChaosDatabase, type ChaosAddress } from './chaos-tables.js';
import { People } from './people.js';
import { relayAll } from './relay-all.js';

export interface ChaosSettings {
  address: ChaosAddress;
  /** Absent: wake-ups in memory. */
  redisUrl?: string;
  receiver: string;
  runs: ChaosRun[];
  /** `<point>:<hit>` of the runner. */
  crash?: string;
  /** Answers by itself what the runs ask, and ends once all are over. */
  alone?: boolean;
}

const settings = JSON.parse(process.env['CHAOS'] ?? '{}') as ChaosSettings;
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const db = await openChaosDatabase(settings.address);
const relay = new OutboxRelay({
  db,
  bus: new MemoryEventBus(),
  live: new MemoryLiveBus(),
  holder: `chaos-${process.pid}`,
  logger: silentLogger(),
});
if (settings.alone) await new Settings(db).prepare([...new Set(settings.runs.map(({ companyId }) => companyId))]);
const { durable, ...service } = serve();

function serve() {
  const made = new ChaosService({
    db,
    receiver: settings.receiver,
    afterAdd: () => relay.poke(),
    exclusive: settings.address.url === undefined,
    ...(settings.redisUrl === undefined
      ? {}
      : { wakeUps: new BullWakeUps({ redisUrl: settings.redisUrl, queue: 'wake-chaos' }) }),
    ...(settings.crash === undefined ? {} : { crashRule: parseCrashRule(settings.crash) }),
    onFault: (error) => say(`fault ${String(error).slice(0, 300)}`),
  });
  return { durable: made.durable, create: (run: ChaosRun) => made.create(run) };
}

async function accept(run: ChaosRun): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await service.create(run);
      // A signal that comes before anybody waits for it.
      await durable.send(run.id, { id: 'early', event: { type: 'signal.received', name: 'go', signalId: 'early' } });
      return say(`accepted ${run.id}`);
    } catch (error) {
      if (tries > 40) throw error;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
}

async function finish(): Promise<void> {
  const people = new People(db, durable);
  while ((await db.query('SELECT id FROM durable_runs WHERE finished_at IS NULL LIMIT 1')).length > 0) {
    await people.tend();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await relayAll(db);
  await stop();
}

async function stop(): Promise<void> {
  await durable.stop(1000);
  await relay.stop();
  await db.close();
  process.exit(0);
}

process.once('SIGTERM', () => void stop());
process.stdin.once('end', () => process.exit(1)).resume();
relay.start();
await durable.start({ role: 'all' });
say('ready');
for (const run of settings.runs) await accept(run);
say('done');
if (settings.alone) await finish();
