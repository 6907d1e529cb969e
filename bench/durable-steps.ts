import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { Durable, durableMigrations, type Decider, type DurableCommand, type DurableEvent } from '#libs/durable';
import { openDatabase, type Database } from '#libs/platform/database';
import { startMariaDb } from '#libs/testing';
import { figureOf, type Figure } from './figure.js';
import type { Mode } from './platform.js';

interface Row {
  step: number;
  over: boolean;
}
type Event = DurableEvent & { attempt?: number };

/** `count` steps, one after the other. */
class RowDecider implements Decider<Row, Event> {
  readonly version = 1;
  constructor(private readonly count: number) {}

  initial(): Row {
    return { step: 0, over: false };
  }

  decide(state: Row, event: Event): { state: Row; commands: DurableCommand[] } {
    if (event.type !== 'run.started' && event.type !== 'step.succeeded') return { state, commands: [] };
    if (state.step >= this.count) {
      state.over = true;
      return { state, commands: [{ type: 'finishRun', status: 'succeeded' }] };
    }
    state.step += 1;
    return { state, commands: [this.execute(state)] };
  }

  outstanding(state: Row): DurableCommand[] {
    return state.over ? [] : [this.execute(state)];
  }

  status(state: Row): 'running' | 'succeeded' {
    return state.over ? 'succeeded' : 'running';
  }

  private execute({ step }: Row): DurableCommand {
    return { type: 'executeStep', path: `s${step}`, attempt: 1, generation: 0, effect: 'idempotent' };
  }
}

const shapes = [
  { steps: 10, concurrency: 1 },
  { steps: 10, concurrency: 50 },
  { steps: 40, concurrency: 1 },
  { steps: 40, concurrency: 50 },
];
const repeats = 5;
/** Seconds that one repeat takes, about. */
const seconds = 3;

/** Steps a second, from the first creation to the last end. */
async function measure(db: Database, steps: number, concurrency: number, forSeconds: number): Promise<number> {
  const durable = new Durable({ store: db, companyPlaces: 1000 });
  const ends = new Map<string, () => void>();
  durable.define({
    kind: 'row',
    decider: async () => new RowDecider(steps),
    execute: async ({ path }) => ({ kind: 'succeeded', output: { path } }),
  });
  // Its start, its steps and its end are rows.
  durable.onAdvanced((id, seq) => seq === steps + 2 && ends.get(id)?.());
  await durable.start({ role: 'all' });
  const began = performance.now();
  const until = began + forSeconds * 1000;
  let finished = 0;
  const lane = async () => {
    while (performance.now() < until) {
      const id = `run_${randomUUID()}`;
      const end = new Promise<void>((resolve) => ends.set(id, resolve));
      await durable.create({ kind: 'row', id, companyId: 'co_bench', immediate: true });
      await end;
      ends.delete(id);
      finished++;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
  const rate = (finished * steps * 1000) / (performance.now() - began);
  await durable.stop();
  return rate;
}

/** The runner alone, without HTTP and services: SQLite embedded, MariaDB distributed, durability as shipped. */
export async function benchDurable(mode: Mode): Promise<Figure[]> {
  const server = mode === 'distributed' ? await startMariaDb() : undefined;
  const dataDir = await mkdtemp(join(tmpdir(), 'aaas-bench-'));
  const address = { dataDir, ...(server ? { url: `${server.url}/bench` } : {}) };
  const logger = pino({ level: 'silent' });
  const db = await openDatabase({ service: 'bench', ...address, migrations: durableMigrations, logger });
  try {
    const figures: Figure[] = [];
    for (const { steps, concurrency } of shapes) {
      await measure(db, steps, concurrency, 1);
      const rates: number[] = [];
      for (let repeat = 0; repeat < repeats; repeat++) rates.push(await measure(db, steps, concurrency, seconds));
      figures.push(figureOf('durable', `durable_${steps}_c${concurrency}`, 'steps/s', rates));
    }
    return figures;
  } finally {
    await db.close();
    await server?.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}
