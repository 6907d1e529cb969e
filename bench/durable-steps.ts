/**
 * Steps a second of the durable runner alone: idempotent no-op steps in a row, each committed, runs kept.
 * `node --import ./scripts/ts.mjs bench/durable-steps.ts [figure …]`; MySQL too when TEST_MYSQL_URL or BENCH_MYSQL_URL is set.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import pino from 'pino';
import { Durable, durableMigrations, type Decider, type DurableCommand, type DurableEvent } from '#libs/durable';
import { openDatabase, type Database } from '#libs/platform/database';

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

const figures = {
  steps_10_c1: { steps: 10, clients: 1 },
  steps_10_c50: { steps: 10, clients: 50 },
  steps_40_c1: { steps: 40, clients: 1 },
  steps_40_c50: { steps: 40, clients: 50 },
};

/** Steps a second over `ms`, after a warm-up of a third of that. */
async function measure(
  db: Database,
  { steps, clients }: { steps: number; clients: number },
  ms: number,
): Promise<number> {
  const durable = new Durable({ store: db, companyPlaces: 1000 });
  const finished = new Map<string, () => void>();
  durable.define({
    kind: 'row',
    decider: async () => new RowDecider(steps),
    execute: async ({ path }) => ({ kind: 'succeeded', output: { path } }),
  });
  const ends = new Map<string, number>();
  durable.onAdvanced((id, seq) => {
    if (seq === steps + 2) finished.get(id)?.();
    ends.set(id, seq);
  });
  await durable.start({ role: 'all' });
  let serial = 0;
  let done = 0;
  let stop = false;
  const tag = `${Date.now().toString(36)}${Math.floor(Math.random() * 1e6)}`;
  const client = async (): Promise<void> => {
    while (!stop) {
      const id = `run_${tag}_${++serial}`;
      const end = new Promise<void>((resolve) => finished.set(id, resolve));
      await durable.create({ kind: 'row', id, companyId: 'co_bench', immediate: true });
      await end;
      finished.delete(id);
      done += steps;
    }
  };
  const all = Promise.all(Array.from({ length: clients }, client));
  await new Promise((resolve) => setTimeout(resolve, ms / 3));
  const [from, began] = [done, performance.now()];
  await new Promise((resolve) => setTimeout(resolve, ms));
  const rate = ((done - from) / (performance.now() - began)) * 1000;
  stop = true;
  await all;
  await durable.stop();
  return rate;
}

async function series(mode: string, db: Database, names: string[], rounds: number, ms: number): Promise<void> {
  for (const [bench, what] of Object.entries(figures)) {
    if (names.length > 0 && !names.includes(bench)) continue;
    const values: number[] = [];
    for (let round = 0; round < rounds; round++) values.push(Math.round(await measure(db, what, ms)));
    values.sort((a, b) => a - b);
    const line = {
      bench: `durable_${bench}`,
      figure: 'steps',
      mode,
      value: values[Math.floor(rounds / 2)],
      unit: '1/s',
      min: values[0],
      max: values.at(-1),
      runs: rounds,
    };
    console.log(JSON.stringify(line));
  }
}

const names = process.argv.slice(2);
const rounds = Number(process.env['BENCH_ROUNDS'] ?? 3);
const ms = Number(process.env['BENCH_MS'] ?? 3000);
const logger = pino({ level: 'silent' });
const url = process.env['BENCH_MYSQL_URL'] ?? process.env['TEST_MYSQL_URL'];
const dataDir = await mkdtemp(join(tmpdir(), 'aaas-bench-'));
try {
  if (process.env['BENCH_ONLY'] !== 'mysql') {
    const db = await openDatabase({ service: 'bench', dataDir, migrations: durableMigrations, logger });
    await series('sqlite', db, names, rounds, ms);
    await db.close();
  }
  if (url && process.env['BENCH_ONLY'] !== 'sqlite') {
    const db = await openDatabase({ service: 'bench', dataDir, url, migrations: durableMigrations, logger });
    await series('mysql', db, names, rounds, ms);
    await db.close();
  }
} finally {
  await rm(dataDir, { recursive: true, force: true });
}
