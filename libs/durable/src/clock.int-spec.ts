import { Durable } from './durable.js';
import { backends, type TestBackend } from './testing/backends.js';
import { linear } from './testing/plan-decider.js';
import { EffectLog, planDefinition } from './testing/plan-definition.js';

const hourMs = 3_600_000;

/** The clock of the process is wrong by an hour; the database's decides. */
describe.each(Object.keys(backends) as (keyof typeof backends)[])('time on %s', (name) => {
  let backend: TestBackend;
  beforeAll(async () => {
    backend = await backends[name]();
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => backend.drop());

  it.each([
    ['an hour ahead', hourMs],
    ['an hour behind', -hourMs],
  ])(
    'F11: waits last as long as they should, and histories tell the time of the database, with a clock %s',
    async (what, by) => {
      const real = Date.now.bind(Date);
      jest.spyOn(Date, 'now').mockImplementation(() => real() + (name === 'mysql' ? by : 0));
      const durable = new Durable({ store: backend.db, reconcileMs: 50, graceMs: 0 });
      durable.define(
        planDefinition({ plan: linear(2) }, new EffectLog(), {
          s1: (_command, { at }) => ({ kind: 'suspended', wait: { until: at + 1200 } }),
        }),
      );
      try {
        const before = await backend.db.now();
        await durable.start({ role: 'all' });
        const id = `run_${name}_${what.replaceAll(' ', '_')}`;
        await durable.create({ kind: 'plan', id, companyId: 'co_1', ref: 'plan' });
        expect(await durable.waitFor(id, 10_000)).toMatchObject({ status: 'succeeded' });
        const after = await backend.db.now();
        const history = await durable.history(id);
        const at = (type: string): number => history.find((row) => row.type === type)!.at;
        expect(at('timer.fired') - at('step.suspended')).toBeGreaterThanOrEqual(1190);
        for (const row of history) {
          expect(row.at).toBeGreaterThanOrEqual(before - 50);
          expect(row.at).toBeLessThanOrEqual(after + 50);
        }
      } finally {
        await durable.stop(500);
      }
    },
  );
});
