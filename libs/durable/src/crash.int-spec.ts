import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { crashPointNames } from './runner/crash-points.js';
import { backends, type TestBackend } from './testing/backends.js';
import { chaosPlan, chaosRunIds } from './testing/chaos-plan.js';
import { EffectReceiver } from './testing/effect-receiver.js';
import { openTestDatabase } from './testing/open-test-database.js';
import { findFaults, type RecordedRun } from './testing/oracle.js';
import type { Database } from '#libs/platform/database';

/** Real processes, really killed: F1 of trust.md. Effects are counted outside of them, by key. */
describe.each(Object.keys(backends) as (keyof typeof backends)[])('SIGKILL on %s', (name) => {
  let backend: TestBackend;
  const receiver = new EffectReceiver();
  let address: string;
  const lives: ChildProcess[] = [];

  beforeAll(async () => {
    address = await receiver.start();
  });
  afterAll(() => receiver.stop());
  beforeEach(async () => {
    backend = await backends[name]();
    // Only one process may have the file open.
    if (name === 'sqlite') await backend.db.close();
    receiver.effects.length = 0;
  });
  afterEach(async () => {
    for (const life of lives.splice(0)) life.kill('SIGKILL');
    await backend.drop();
  });

  function live(runs: number, crash?: string) {
    const settings = { address: backend.address, receiver: address, runs, crash };
    const child = spawn(process.execPath, ['--import', './scripts/ts.mjs', 'libs/durable/src/testing/chaos-child.ts'], {
      env: { PATH: process.env['PATH'], CHAOS: JSON.stringify(settings) },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    lives.push(child);
    let complaint = '';
    child.stderr.on('data', (text) => (complaint += String(text)));
    const end = new Promise<{ code: number | null; signal: string | null; complaint: string }>((resolve) =>
      child.once('exit', (code, signal) => resolve({ code, signal, complaint })),
    );
    return { child, end };
  }

  async function judge(runs: number): Promise<{ faults: string[]; statuses: string[] }> {
    const db: Database = name === 'sqlite' ? await openTestDatabase(backend.address) : backend.db;
    const faults: string[] = [];
    const statuses: string[] = [];
    for (const id of chaosRunIds(runs)) {
      const [row] = await db.query<{ status: string }>('SELECT status FROM durable_runs WHERE id = ?', [id]);
      const rows = await db.query<RecordedRun['rows'][number]>(
        'SELECT seq, lease, event FROM durable_history WHERE run_id = ? ORDER BY seq',
        [id],
      );
      statuses.push(row?.status ?? 'missing');
      faults.push(...findFaults(chaosPlan, { id, status: row?.status ?? 'missing', rows }, receiver.effects));
    }
    if (name === 'sqlite') await db.close();
    return { faults, statuses };
  }

  // Each point at its first hit on one database and in mid-flight on the other.
  const hits = crashPointNames.map(
    (point, index) => `${point}:${(index + Number(name === 'mysql')) % 2 === 0 ? 1 : 3}`,
  );
  it.each(hits)('dies at %s and the next life goes on', async (crash) => {
    const runs = 4;
    expect(await live(runs, crash).end).toMatchObject({ signal: 'SIGKILL' });
    expect(await live(runs).end).toEqual({ code: 0, signal: null, complaint: '' });
    const { faults, statuses } = await judge(runs);
    expect(faults).toEqual([]);
    // At most the one step that was acting is unknown; everything else is done.
    expect(statuses.filter((status) => status !== 'succeeded' && status !== 'waiting')).toEqual([]);
  });

  it('survives kills at random, again and again', async () => {
    const runs = 30;
    const seed = Number(process.env['CHAOS_SEED'] ?? Date.now() % 100_000);
    let random = seed;
    const next = () => (random = (random * 48_271) % 2_147_483_647) / 2_147_483_647;
    for (let life = 0; life < 6; life++) {
      // On MySQL two workers live side by side, and one of them dies.
      const others = name === 'mysql' ? [live(runs)] : [];
      const { child, end } = live(runs);
      await sleep(700 + next() * 900);
      child.kill('SIGKILL');
      await end;
      for (const other of others) other.child.kill('SIGKILL');
      for (const other of others) await other.end;
    }
    expect(await live(runs).end).toEqual({ code: 0, signal: null, complaint: '' });
    const { faults, statuses } = await judge(runs);
    expect({ seed, faults }).toEqual({ seed, faults: [] });
    expect(new Set([...statuses, 'succeeded', 'waiting'])).toEqual(new Set(['succeeded', 'waiting']));
  });
});
