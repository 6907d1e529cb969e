import { Durable } from './durable.js';
import { backends, type TestBackend } from './testing/backends.js';
import { FreezableStore } from './testing/frozen-store.js';
import { linear, type Plan } from './testing/plan-decider.js';
import { EffectLog, planDefinition } from './testing/plan-definition.js';
import { NullWakeUps } from './testing/null-wake-ups.js';
import { until } from './testing/until.js';
import type { SqlTransaction } from './store/sql-store.port.js';

/** Does something right before a run is let go, when its inbox has been read for the last time. */
class BeforeRelease extends FreezableStore {
  act: (() => Promise<unknown>) | undefined;

  override async transaction<T>(work: (tx: SqlTransaction) => Promise<T>): Promise<T> {
    // The release is written by the next transaction that has one; this one may be it.
    const act = this.act;
    this.act = undefined;
    await act?.();
    return super.transaction(work);
  }
}

describe.each(Object.keys(backends) as (keyof typeof backends)[])('letting go on %s', (name) => {
  let backend: TestBackend;
  beforeAll(async () => {
    backend = await backends[name]();
  });
  const started: Durable[] = [];
  afterEach(() => Promise.all(started.splice(0).map((durable) => durable.stop(500))));
  afterAll(() => backend.drop());

  it('F10: loses no message that comes between the last look and the release', async () => {
    const plan: Plan = linear(2);
    const store = new BeforeRelease(backend.db);
    const sender = new Durable({ store: backend.db, wakeUps: new NullWakeUps() });
    const id = `run_${name}`;
    const effects = new EffectLog();
    // Nothing but the wake number can tell: no hint, and a reconciler that sleeps.
    const durable = new Durable({ store, wakeUps: new NullWakeUps(), reconcileMs: 600_000 });
    durable.define(
      planDefinition({ plan }, effects, {
        s1: () => {
          store.act = () => sender.send(id, { id: 'm', event: { type: 'signal.received', name: 'go', signalId: 'm' } });
          return { kind: 'suspended', wait: { signal: 'go' } };
        },
      }),
    );
    started.push(durable);
    await durable.start({ role: 'all' });
    await durable.create({ kind: 'plan', id, companyId: 'co_1', ref: 'plan', immediate: true });
    await until('the run is over', async () => (await sender.summary(id))?.status === 'succeeded', 5000);
    expect(effects.calls.map(({ path }) => path)).toEqual(['s1', 's2']);
  });
});
