import { AppError } from '#libs/contracts';
import { Durable } from './durable.js';
import type { DurableOptions } from './durable-options.js';
import { MemoryPayloadStore } from './payloads/memory.payload-store.js';
import { backends, type TestBackend } from './testing/backends.js';
import { linear, type Plan } from './testing/plan-decider.js';
import { EffectLog, planDefinition, type Act } from './testing/plan-definition.js';
import { until } from './testing/until.js';
import type { DurableDefinition, RunChange } from './definition.port.js';

describe.each(Object.keys(backends) as (keyof typeof backends)[])('durable on %s', (name) => {
  let backend: TestBackend;
  const started: Durable[] = [];
  let serial = 0;
  const faults: unknown[] = [];

  beforeAll(async () => {
    backend = await backends[name]();
  });
  afterAll(() => backend.drop());
  beforeEach(() => void faults.splice(0));
  afterEach(async () => {
    await Promise.all(started.splice(0).map((durable) => durable.stop(2000)));
    await backend.db.run('DELETE FROM durable_runs');
  });

  function durableOf(
    plans: Record<string, Plan>,
    acts: Record<string, Act> = {},
    options: Partial<DurableOptions> = {},
    more: Partial<DurableDefinition> = {},
  ) {
    const effects = new EffectLog();
    const durable = new Durable({
      store: backend.db,
      reconcileMs: 100,
      graceMs: 0,
      onFault: (error) => faults.push(error),
      ...options,
    });
    durable.define(planDefinition(plans, effects, acts, more as never));
    started.push(durable);
    return { durable, effects };
  }
  const newRun = (ref: string, input?: unknown) => ({
    kind: 'plan',
    id: `run_${name}_${++serial}`,
    companyId: 'co_1',
    ref,
    input,
  });
  const types = async (durable: Durable, id: string) => (await durable.history(id, 0, 1000)).map(({ type }) => type);

  it('runs steps one after the other, each once, and keeps their outputs', async () => {
    const { durable, effects } = durableOf({ three: linear(3) });
    await durable.start({ role: 'all' });
    const run = newRun('three');
    expect(await durable.create(run)).toBe(true);
    expect(await durable.create(run)).toBe(false);
    expect(await durable.waitFor(run.id, 10_000)).toMatchObject({ status: 'succeeded' });
    expect(effects.calls.map(({ path }) => path)).toEqual(['s1', 's2', 's3']);
    expect(effects.keys.size).toBe(3);
    expect(await types(durable, run.id)).toEqual([
      'run.started',
      'step.succeeded',
      'step.succeeded',
      'step.succeeded',
      'run.finished',
    ]);
    const history = await durable.history(run.id);
    expect(history.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
    expect(history[1]).toMatchObject({ path: 's1', output: { step: 's1' } });
    expect(history[4]).toMatchObject({ output: [{ step: 's1' }, { step: 's2' }, { step: 's3' }] });
    const view = await durable.view(run.id);
    expect(view.output('s2')).toEqual({ step: 's2' });
    expect(view.meta('s2')).toMatchObject({ attempts: 1 });
    expect(faults).toEqual([]);
  });

  it('hands the run its input, the outputs before it and one key', async () => {
    const seen: unknown[] = [];
    const { durable } = durableOf(
      { two: linear(2) },
      {
        s2: (_command, context) => {
          seen.push(context.input, context.output('s1'), context.output('s9'), context.companyId, context.key);
          return { kind: 'succeeded' };
        },
      },
    );
    await durable.start({ role: 'all' });
    const run = newRun('two', { subject: 'Grüße' });
    await durable.create(run);
    await durable.waitFor(run.id, 10_000);
    expect(seen.slice(0, 4)).toEqual([{ subject: 'Grüße' }, { step: 's1' }, undefined, 'co_1']);
    expect(seen[4]).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });

  it('runs independent steps side by side', async () => {
    let inside = 0;
    let most = 0;
    const meet: Act = async () => {
      most = Math.max(most, ++inside);
      await until('three steps inside', () => most === 3, 2000);
      inside -= 1;
      return { kind: 'succeeded' };
    };
    const { durable } = durableOf(
      { wide: { steps: { a: {}, b: {}, c: {}, end: { after: ['a', 'b', 'c'] } } } },
      { a: meet, b: meet, c: meet },
    );
    await durable.start({ role: 'all' });
    const run = newRun('wide');
    await durable.create(run);
    expect(await durable.waitFor(run.id, 10_000)).toMatchObject({ status: 'succeeded' });
  });

  it('writes pure results with the next commit', async () => {
    const commits: number[] = [];
    const plan: Plan = {
      steps: {
        a: {},
        p1: { after: ['a'], effect: 'pure' },
        p2: { after: ['p1'], effect: 'pure' },
        b: { after: ['p2'] },
      },
    };
    const { durable } = durableOf({ plan }, {}, { onAdvanced: (_run, seq) => commits.push(seq) });
    await durable.start({ role: 'all' });
    const run = newRun('plan');
    await durable.create(run);
    await durable.waitFor(run.id, 10_000);
    // run.started; a with both pure results; b with the end.
    expect(commits).toEqual([1, 4, 6]);
  });

  it('retries by the verdict of the error, under the same key', async () => {
    const act: Act = (_command, { attempt }) => {
      if (attempt < 3) throw new AppError('MODEL_UNAVAILABLE', { detail: 'not yet' });
      return { kind: 'succeeded' };
    };
    const { durable, effects } = durableOf({ one: linear(1, { attempts: 3, retryMs: 20 }) }, { s1: act });
    await durable.start({ role: 'all' });
    const run = newRun('one');
    await durable.create(run);
    expect(await durable.waitFor(run.id, 10_000)).toMatchObject({ status: 'succeeded' });
    expect(effects.count('s1')).toBe(3);
    expect(effects.keys.size).toBe(1);
    const failed = (await durable.history(run.id)).find(({ type }) => type === 'step.failed');
    expect(failed?.event).toMatchObject({
      attempt: 1,
      error: { code: 'MODEL_UNAVAILABLE', message: 'not yet', retry: 'soon' },
    });
  });

  it('fails the run by an error that is never retried, and shows its code', async () => {
    const { durable } = durableOf(
      { one: linear(1, { attempts: 3 }) },
      {
        s1: () => {
          throw new AppError('RECIPIENT_UNKNOWN');
        },
      },
    );
    await durable.start({ role: 'all' });
    const run = newRun('one');
    await durable.create(run);
    expect(await durable.waitFor(run.id, 10_000)).toMatchObject({
      status: 'failed',
      error: { code: 'RECIPIENT_UNKNOWN' },
    });
  });

  it('keeps the text of an unexpected error out of the history, and reports it', async () => {
    const { durable } = durableOf(
      { one: linear(1) },
      {
        s1: () => {
          throw new TypeError('secret-canary');
        },
      },
    );
    await durable.start({ role: 'all' });
    const run = newRun('one');
    await durable.create(run);
    expect(await durable.waitFor(run.id, 10_000)).toMatchObject({ status: 'failed', error: { code: 'INTERNAL' } });
    expect(JSON.stringify(await durable.history(run.id))).not.toContain('secret-canary');
    expect(String(faults[0])).toContain('secret-canary');
  });

  it('ends an attempt at its time-out by the abort signal', async () => {
    let aborted: unknown;
    const { durable } = durableOf(
      { one: linear(1, { timeoutMs: 30 }) },
      {
        s1: (_command, { signal }) =>
          new Promise(() => signal.addEventListener('abort', () => (aborted = signal.reason))),
      },
    );
    await durable.start({ role: 'all' });
    const run = newRun('one');
    await durable.create(run);
    expect(await durable.waitFor(run.id, 10_000)).toMatchObject({
      status: 'failed',
      error: { code: 'STEP_TIMED_OUT' },
    });
    expect(aborted).toMatchObject({ code: 'STEP_TIMED_OUT' });
  });

  it('lets go of a run that waits for a time, and goes on when it comes', async () => {
    const { durable, effects } = durableOf(
      { two: linear(2) },
      { s1: (_c, { at }) => ({ kind: 'suspended', wait: { until: at + 1300 } }) },
    );
    await durable.start({ role: 'all' });
    const run = newRun('two');
    await durable.create(run);
    await until(
      'the run waits without a holder',
      async () => (await durable.summary(run.id))?.status === 'waiting' && durable.held === 0,
    );
    expect(effects.count('s2')).toBe(0);
    expect(await durable.waitFor(run.id, 10_000)).toMatchObject({ status: 'succeeded' });
    expect(effects.calls.map(({ path }) => path)).toEqual(['s1', 's2']);
    expect(await types(durable, run.id)).toEqual([
      'run.started',
      'step.suspended',
      'lease.taken',
      'timer.fired',
      'step.succeeded',
      'run.finished',
    ]);
  });

  it('F10: applies a signal once, whether it comes early, twice or late', async () => {
    const plan: Plan = { steps: { a: {}, b: { after: ['a'] }, c: { after: ['b'] } } };
    const payloads: unknown[] = [];
    const { durable } = durableOf(
      { plan },
      {
        a: () => ({ kind: 'suspended', wait: { signal: 'go' } }),
        b: () => ({ kind: 'suspended', wait: { signal: 'go' } }),
        c: (_command, context) => {
          payloads.push(context.output('message:m1'), context.output('message:m2'));
          return { kind: 'succeeded' };
        },
      },
    );
    const run = newRun('plan');
    await durable.create(run);
    const signal = (id: string) => ({
      id,
      event: { type: 'signal.received', name: 'go', signalId: id },
      output: { by: id },
    });
    expect(await durable.send(run.id, signal('m1'))).toBe('accepted');
    expect(await durable.send(run.id, signal('m1'))).toBe('duplicate');
    await durable.start({ role: 'all' });
    await until(
      'b waits',
      async () =>
        (await durable.view<{ steps: Record<string, { status: string }> }>(run.id)).state.steps['b']?.status ===
        'waiting',
    );
    expect(await durable.send(run.id, signal('m1'))).toBe('duplicate');
    expect(await durable.send(run.id, signal('m2'))).toBe('accepted');
    expect(await durable.waitFor(run.id, 10_000)).toMatchObject({ status: 'succeeded' });
    expect(payloads).toEqual([{ by: 'm1' }, { by: 'm2' }]);
    expect((await types(durable, run.id)).filter((type) => type === 'signal.received')).toHaveLength(2);
    expect(await durable.send(run.id, signal('m3'))).toBe('over');
    await expect(durable.send('run_none', signal('m4'))).rejects.toMatchObject({ code: 'RUN_NOT_FOUND' });
  });

  it('cancels a run in flight and aborts what it is doing', async () => {
    let aborted = false;
    const { durable, effects } = durableOf(
      { two: linear(2) },
      {
        s1: (_command, { signal }) => new Promise(() => signal.addEventListener('abort', () => (aborted = true))),
      },
    );
    await durable.start({ role: 'all' });
    const run = newRun('two');
    await durable.create(run);
    await until('s1 runs', () => effects.count('s1') === 1);
    await durable.send(run.id, { id: 'cancel', event: { type: 'run.cancelRequested' } });
    expect(await durable.waitFor(run.id, 10_000)).toMatchObject({ status: 'cancelled' });
    expect(aborted).toBe(true);
    expect(effects.count('s2')).toBe(0);
  });

  it('pauses and resumes', async () => {
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    const { durable, effects } = durableOf({ two: linear(2) }, { s1: async () => (await gate, { kind: 'succeeded' }) });
    await durable.start({ role: 'all' });
    const run = newRun('two');
    await durable.create(run);
    await until('s1 runs', () => effects.count('s1') === 1);
    await durable.send(run.id, { id: 'p', event: { type: 'run.pauseRequested' } });
    await until('paused', async () => (await durable.summary(run.id))?.status === 'paused');
    open();
    await until('let go', () => durable.held === 0);
    expect(effects.count('s2')).toBe(0);
    await durable.send(run.id, { id: 'r', event: { type: 'run.resumeRequested' } });
    expect(await durable.waitFor(run.id, 10_000)).toMatchObject({ status: 'succeeded' });
  });

  it('tells that a run is running while its first step takes its time, and then of each end once', async () => {
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    const { durable } = durableOf({ two: linear(2) }, { s1: async () => (await gate, { kind: 'succeeded' }) });
    await durable.start({ role: 'all' });
    const run = newRun('two');
    await durable.create(run);
    await until('running', async () => (await durable.summary(run.id))?.status === 'running');
    open();
    expect(await durable.waitFor(run.id, 10_000)).toMatchObject({ status: 'succeeded' });
    expect((await durable.history(run.id)).map(({ type }) => type)).toEqual([
      'run.started',
      ...Array<string>(2).fill('step.succeeded'),
      'run.finished',
    ]);
  });

  it('commits the start of an effectful step before it acts', async () => {
    let seen: string[] = [];
    const { durable } = durableOf(
      { one: linear(1, { effect: 'effectful' }) },
      {
        s1: async (_command, { runId }) => {
          seen = await types(durable, runId);
          return { kind: 'succeeded' };
        },
      },
    );
    await durable.start({ role: 'all' });
    const run = newRun('one');
    await durable.create(run);
    await durable.waitFor(run.id, 10_000);
    expect(seen).toEqual(['run.started', 'step.started']);
  });

  it('tells projections in the same transaction, and keeps what the step writes with it', async () => {
    await backend.db.run('CREATE TABLE IF NOT EXISTS told (line VARCHAR(100) NOT NULL)');
    await backend.db.run('DELETE FROM told');
    const note = (tx: { run: (sql: string, params: string[]) => Promise<unknown> }, line: string) =>
      tx.run('INSERT INTO told (line) VALUES (?)', [line]);
    const { durable } = durableOf(
      { two: linear(2) },
      {
        s1: (_command, { runId }) => ({
          kind: 'suspended',
          wait: { signal: 'go' },
          write: async (tx) => void (await note(tx, `${runId} waits`)),
        }),
      },
      {},
      {
        watch: ['signal.received'],
        project: async (tx, changes: readonly RunChange[]) => {
          for (const { run, from, to, events, result } of changes)
            await note(
              tx,
              `${run.id} ${from}>${to} ${events.map(({ type }) => type).join()}${result ? ' result' : ''}`,
            );
        },
      },
    );
    await durable.start({ role: 'all' });
    const run = newRun('two');
    await durable.create(run);
    await until('waits', async () => (await durable.summary(run.id))?.status === 'waiting');
    await durable.send(run.id, { id: 'm', event: { type: 'signal.received', name: 'go', signalId: 'm' } });
    await durable.waitFor(run.id, 10_000);
    const lines = (await backend.db.query<{ line: string }>('SELECT line FROM told')).map(({ line }) =>
      line.replace(run.id, '').trim(),
    );
    expect(lines).toEqual([
      'waits',
      // A run that comes to its first wait at once is not told of before.
      'queued>waiting',
      'waiting>running signal.received',
      'running>succeeded  result',
    ]);
  });

  it('keeps large outputs beside the history and refuses what is above the limits', async () => {
    const payloads = new MemoryPayloadStore();
    const big = 'x'.repeat(100_000);
    let nested: unknown = 1;
    for (let i = 0; i < 80; i++) nested = [nested];
    const { durable } = durableOf(
      { plan: { steps: { a: {}, b: { after: ['a'] }, c: { after: ['b'] } } } },
      {
        a: () => ({ kind: 'succeeded', output: { big } }),
        b: () => ({ kind: 'suspended', wait: { signal: 'go' } }),
        c: (_command, { output }) => ({
          kind: 'succeeded',
          output: (output('a') as { big: string }).big === big ? nested : 'lost',
        }),
      },
      { payloads },
    );
    await durable.start({ role: 'all' });
    const run = newRun('plan');
    await durable.create(run);
    await until('waits', async () => (await durable.summary(run.id))?.status === 'waiting');
    expect([...payloads.contents.keys()][0]).toMatch(new RegExp(`^co_1/durable/${run.id}/`));
    await durable.stop();
    // Another process: nothing is remembered.
    const other = durableOf(
      { plan: { steps: { a: {}, b: { after: ['a'] }, c: { after: ['b'] } } } },
      {
        c: (_command, { output }) => ({
          kind: 'succeeded',
          output: (output('a') as { big: string }).big === big ? nested : 'lost',
        }),
      },
      { payloads },
    ).durable;
    await other.start({ role: 'all' });
    await other.send(run.id, { id: 'm', event: { type: 'signal.received', name: 'go', signalId: 'm' } });
    expect(await other.waitFor(run.id, 10_000)).toMatchObject({ status: 'failed', error: { code: 'LIMIT_EXCEEDED' } });
    expect((await other.summary(run.id))?.error?.message).toContain('json.depth');
  });

  it('hands over what it holds when it stops, and the next goes on', async () => {
    const first = durableOf(
      { plan: linear(40) },
      { '*': async () => (await new Promise((r) => setTimeout(r, 5)), { kind: 'succeeded' }) },
    );
    await first.durable.start({ role: 'all' });
    const run = newRun('plan');
    await first.durable.create(run);
    await until('some steps', () => first.effects.calls.length > 3);
    await first.durable.stop();
    expect(await first.durable.summary(run.id)).toMatchObject({ status: 'running' });
    const second = durableOf({ plan: linear(40) });
    await second.durable.start({ role: 'all' });
    expect(await second.durable.waitFor(run.id, 10_000)).toMatchObject({ status: 'succeeded' });
    expect(first.effects.calls.length + second.effects.calls.length).toBe(40);
  });

  it('takes the lease in the creating commit when asked to', async () => {
    const { durable } = durableOf({ one: linear(1) }, {}, { reconcileMs: 60_000 });
    await durable.start({ role: 'api' });
    const run = newRun('one');
    await durable.create({ ...run, immediate: true });
    expect(await durable.waitFor(run.id, 5_000)).toMatchObject({ status: 'succeeded' });
  });

  it('finishes 500 runs at once, within the places of the company', async () => {
    let inside = 0;
    let most = 0;
    const act: Act = async () => {
      most = Math.max(most, ++inside);
      await new Promise(setImmediate);
      inside -= 1;
      return { kind: 'succeeded' };
    };
    const { durable, effects } = durableOf({ two: linear(2) }, { '*': act }, { companyPlaces: 20 });
    await durable.start({ role: 'all' });
    const runs = Array.from({ length: 500 }, () => newRun('two'));
    await Promise.all(runs.map((run) => durable.create(run)));
    await until(
      'all are over',
      async () =>
        (await backend.db.query("SELECT id FROM durable_runs WHERE status <> 'succeeded' LIMIT 1")).length === 0,
      60_000,
    );
    expect(effects.calls).toHaveLength(1000);
    expect(effects.keys.size).toBe(1000);
    // Creations whose transactions overlap do not see each other: at most one more per connection.
    expect(most).toBeLessThanOrEqual(name === 'mysql' ? 30 : 20);
  });
});
