import { spawn } from 'node:child_process';
import { AppError } from '#libs/contracts';
import { runIsolated } from './isolation/run-isolated.js';
import { backends, type TestBackend } from './testing/backends.js';
import type { IsolationSettings } from './testing/isolation-child.js';
import { readEach } from './store/history.repository.js';
import { openTestDatabase } from './testing/open-test-database.js';

const program = 'libs/durable/src/testing/crashing-step.ts';
const execArgv = ['--import', './scripts/ts.mjs'];
const typescript = (file: string, env: Record<string, string>) =>
  spawn(process.execPath, [...execArgv, file], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });

describe('a step in a process of its own', () => {
  const start = (how: string, { signal = new AbortController().signal, silenceMs = 10_000 } = {}) =>
    runIsolated({
      program,
      execArgv: how === 'memory' ? [...execArgv, '--max-old-space-size=64'] : execArgv,
      job: { how },
      call: async (name, args) => [name, ...args],
      signal,
      heartbeat: () => undefined,
      silenceMs,
    });

  it.each(['exit', 'kill', 'abort', 'memory', 'throw'])('F13: ends it by %s, and nothing else', async (how) => {
    const error = await start(how).catch((thrown: unknown) => thrown);
    expect(AppError.is(error, 'STEP_CRASHED') && error.details['crashed']).toBe(true);
  });

  it('F13: is killed when its event loop stands still', async () => {
    await expect(start('loop', { silenceMs: 1500 })).rejects.toMatchObject({ code: 'STEP_CRASHED' });
  });

  it('asks the process that started it, and is answered', async () => {
    expect(await start('well')).toEqual(['echo', 'mended']);
  });

  it('ends when it is aborted', async () => {
    const controller = new AbortController();
    const ended = start('waits', { signal: controller.signal });
    setTimeout(() => controller.abort(), 100);
    await expect(ended).rejects.toMatchObject({ code: 'STEP_CRASHED' });
  });
});

/** Worker processes that really end, again and again; what they leave is read from SQL alone. */
describe.each(Object.keys(backends) as (keyof typeof backends)[])('steps that crash on %s', (name) => {
  let backend: TestBackend;
  const good = ['run_good_1', 'run_good_2', 'run_good_3'];
  const bad = 'run_bad';

  beforeAll(async () => {
    backend = await backends[name]();
    // Only one process may have the file open.
    if (name === 'sqlite') await backend.db.close();
  });
  afterAll(() => backend.drop());

  function live(how: string, more: Partial<IsolationSettings> = {}) {
    const settings: IsolationSettings = { address: backend.address, program, how, bad, good, ...more };
    const child = typescript('libs/durable/src/testing/isolation-child.ts', { ISOLATION: JSON.stringify(settings) });
    let complaint = '';
    child.stderr.on('data', (text) => (complaint += String(text)));
    return new Promise<{ code: number | null; signal: string | null; complaint: string }>((resolve) =>
      child.once('exit', (code, signal) => resolve({ code, signal, complaint })),
    );
  }
  const events = async () => {
    const db = name === 'sqlite' ? await openTestDatabase(backend.address) : backend.db;
    const rows = await readEach(db, bad, 0, 1000);
    const [run] = await db.query<{ status: string; admitted: number; lease_worker: string | null }>(
      'SELECT status, admitted, lease_worker FROM durable_runs WHERE id = ?',
      [bad],
    );
    if (name === 'sqlite') await db.close();
    return { types: rows.map(({ event }) => (JSON.parse(event) as { type: string }).type), run };
  };

  it('F13: end their worker twice, then only processes of their own, and wait as a dead letter until they are redriven', async () => {
    // The first life has committed the step before; the second one nothing.
    expect(await live('kill')).toMatchObject({ signal: 'SIGKILL' });
    expect(await live('kill')).toMatchObject({ signal: 'SIGKILL' });
    expect(await live('abort')).toEqual({ code: 0, signal: null, complaint: '' });
    const crashed = ['step.crashed', 'step.crashed', 'step.crashed'];
    const parked = ['run.started', 'step.succeeded', 'lease.taken', 'lease.taken', ...crashed];
    expect(await events()).toEqual({
      types: parked,
      run: { status: 'waiting', admitted: 0, lease_worker: null },
    });
    // Nobody tries it again by himself.
    expect(await live('exit')).toEqual({ code: 0, signal: null, complaint: '' });
    expect((await events()).types).toEqual(parked);
    // Redriven before it is mended, it crashes its own process three times more; redriven once by two requests.
    expect(await live('exit', { redrive: '1' })).toEqual({ code: 0, signal: null, complaint: '' });
    expect((await events()).types).toEqual([...parked, 'lease.taken', 'step.redriven', ...crashed]);
  }, 120_000);

  it('F13: goes on where it stood once it is mended and redriven', async () => {
    expect(await live('well', { redrive: '2' })).toEqual({ code: 0, signal: null, complaint: '' });
    const { types, run } = await events();
    expect(types.slice(-4)).toEqual(['lease.taken', 'step.redriven', 'step.succeeded', 'run.finished']);
    expect(run?.status).toBe('succeeded');
  }, 120_000);
});
