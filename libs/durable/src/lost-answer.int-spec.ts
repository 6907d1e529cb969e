import { AppError } from '#libs/contracts';
import { Durable } from './durable.js';
import { backends, type TestBackend } from './testing/backends.js';
import { FreezableStore } from './testing/frozen-store.js';
import { linear } from './testing/plan-decider.js';
import { EffectLog, planDefinition } from './testing/plan-definition.js';
import type { SqlTransaction } from './store/sql-store.port.js';

/** Carries a commit out and then loses the answer, as a connection does that dies at the wrong moment. */
class ForgetfulStore extends FreezableStore {
  losesNext = false;

  override async run(...args: Parameters<FreezableStore['run']>): Promise<{ changes: number }> {
    const answer = await super.run(...args);
    if (args[0].startsWith('INSERT INTO durable_history')) this.lose();
    return answer;
  }

  override async transaction<T>(work: (tx: SqlTransaction) => Promise<T>): Promise<T> {
    const answer = await super.transaction(work);
    this.lose();
    return answer;
  }

  private lose(): void {
    if (!this.losesNext) return;
    this.losesNext = false;
    throw new AppError('DATABASE_BUSY');
  }
}

describe.each(Object.keys(backends) as (keyof typeof backends)[])('a lost answer on %s', (name) => {
  let backend: TestBackend;
  const started: Durable[] = [];
  beforeAll(async () => {
    backend = await backends[name]();
  });
  afterEach(() => Promise.all(started.splice(0).map((durable) => durable.stop(500))));
  afterAll(() => backend.drop());

  it('F6: does not make a holder take its own commit for another’s', async () => {
    const store = new ForgetfulStore(backend.db);
    const effects = new EffectLog();
    const durable = new Durable({ store, reconcileMs: 50, graceMs: 0 });
    durable.define(
      planDefinition({ plan: linear(4) }, effects, {
        '*': ({ path }) => {
          // The commit of this step's result is carried out, and nobody says so.
          if (path !== 's4') store.losesNext = true;
          return { kind: 'succeeded' };
        },
      }),
    );
    started.push(durable);
    await durable.start({ role: 'all' });
    const id = `run_${name}`;
    const creator = new Durable({ store: backend.db });
    await creator.create({ kind: 'plan', id, companyId: 'co_1', ref: 'plan' });
    expect(await durable.waitFor(id, 10_000)).toMatchObject({ status: 'succeeded' });
    const types = (await durable.history(id)).map(({ type }) => type);
    expect(types).toEqual(['run.started', ...Array<string>(4).fill('step.succeeded'), 'run.finished']);
    expect(effects.calls).toHaveLength(4);
  });
});
