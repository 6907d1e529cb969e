import { AppError, newId, type Caller } from '#libs/contracts';
import { askingOf, MoneyBench, moneyBackends, targetNamed } from '../../testing/money-bench.js';
import { sumUpSoFar } from '../../migrations/sum-up-so-far.js';
import { HealthService } from './health.service.js';
import { quarterMs, quarterOf } from './spend.entity.js';
import { SpendService } from './spend.service.js';

const tokens = (outputTokens: number, inputTokens = 0) => ({ inputTokens, cachedInputTokens: 0, outputTokens });
const page = { limit: 50 };

describe.each(moneyBackends)('usage on %s', (backend) => {
  let bench: MoneyBench;
  let spend: SpendService;
  beforeAll(async () => {
    bench = await MoneyBench.open(backend);
    spend = new SpendService(bench.spend, bench.db);
  });
  afterAll(() => bench.close());

  const me = (): Caller => ({ kind: 'user', companyId: newId('company'), userId: newId('user'), role: 'viewer' });
  const record = ({ companyId }: Caller, cost: number, origin = {}, model = 'x/one', ms = 5) =>
    bench.usage.record(askingOf({ companyId, origin }), targetNamed(model), tokens(cost), ms, { firstMs: 2 });
  /** Moves everything of a company, rows and sums, to another time. */
  const moveTo = async ({ companyId }: Caller, at: number) => {
    await bench.db.run('UPDATE ai_calls SET at = ? WHERE company_id = ?', [at, companyId]);
    await bench.db.run('UPDATE ai_spend SET quarter = ? WHERE company_id = ?', [quarterOf(at), companyId]);
  };

  it('has written a call down when its record resolves, with everything that is known of it', async () => {
    const caller = me();
    const origin = {
      runId: newId('run'),
      stepPath: 'orders[3]/topic',
      workflowId: newId('workflow'),
      agentId: newId('agent'),
    };
    const used = await bench.usage.record(
      askingOf({ companyId: caller.companyId, origin, task: 'classify' }),
      targetNamed('x/one'),
      { inputTokens: 100, cachedInputTokens: 40, outputTokens: 20, cacheWriteTokens: 10, reasoningTokens: 15 },
      321,
      { firstMs: 12, rerouted: 'fallback' },
    );
    expect(used).toEqual({
      inputTokens: 100,
      outputTokens: 20,
      costMicros: 120,
      model: 'x/one',
      provider: 'x',
      ms: 321,
      rerouted: 'fallback',
    });
    expect(await bench.usage.list(caller, page)).toMatchObject({
      items: [
        {
          ...origin,
          ...{
            task: 'classify',
            model: 'x/one',
            provider: 'x',
            ms: 321,
            firstMs: 12,
            rerouted: 'fallback',
            cached: null,
          },
          ...{ inputTokens: 100, cachedInputTokens: 40, outputTokens: 20, cacheWriteTokens: 10, reasoningTokens: 15 },
          ...{ costMicros: 120, savedMicros: 0, outcome: 'succeeded' },
        },
      ],
      nextCursor: null,
      totals: { calls: 1, failures: 0, inputTokens: 100, outputTokens: 20, costMicros: 120, savedMicros: 0 },
    });
  });

  it('writes calls that end together in few commits', async () => {
    const caller = me();
    const commits = jest.spyOn(bench.db, 'transaction');
    await Promise.all(Array.from({ length: 1000 }, (_, at) => record(caller, 1, {}, at % 2 ? 'x/one' : 'x/free')));
    expect(commits.mock.calls.length).toBeLessThanOrEqual(10);
    commits.mockRestore();
    expect((await bench.usage.list(caller, { limit: 1 })).totals).toMatchObject({ calls: 1000, costMicros: 500 });
    expect(await bench.usage.list(caller, { limit: 1, model: 'x/free' })).toMatchObject({
      totals: { calls: 500, costMicros: 0 },
    });
  });

  it('counts failures and kept answers as what they are', async () => {
    const caller = me();
    const asking = askingOf({ companyId: caller.companyId });
    await bench.usage.failed(asking, targetNamed('x/one'), new AppError('MODEL_UNAVAILABLE'), 9);
    const kept = await bench.usage.recordKept(
      asking,
      { model: 'x/one', provider: 'x' },
      { cached: 'exact', savedMicros: 70, ms: 1 },
    );
    expect(kept).toMatchObject({ costMicros: 0, inputTokens: 0, cached: 'exact', savedMicros: 70 });
    const { items, totals } = await bench.usage.list(caller, page);
    expect(items.map(({ outcome, cached }) => [outcome, cached]).sort()).toEqual([
      ['MODEL_UNAVAILABLE', null],
      ['succeeded', 'exact'],
    ]);
    expect(totals).toEqual({ calls: 1, failures: 1, inputTokens: 0, outputTokens: 0, costMicros: 0, savedMicros: 70 });
  });

  it('sums up exactly what a filter names, to the millisecond, and pages through it', async () => {
    const caller = me();
    const [runId, workflowId] = [newId('run'), newId('workflow')];
    const start = quarterOf(Date.UTC(2026, 2, 3, 10)) + 7 * 60_000;
    await record(caller, 1, { runId, workflowId });
    await moveTo(caller, start);
    // Two quarters later another one, and one in the quarter of the first that begins a moment after it.
    const later = me();
    await record(later, 10, { workflowId });
    await moveTo(later, start + 2 * quarterMs);
    const last = me();
    await record(last, 100, {});
    await moveTo(last, start + 1);
    for (const { companyId } of [later, last])
      for (const table of ['ai_calls', 'ai_spend'])
        await bench.db.run(`UPDATE ${table} SET company_id = ? WHERE company_id = ?`, [caller.companyId, companyId]);
    const cost = async (filter: object) => {
      const { totals, items } = await bench.usage.list(caller, { ...page, ...filter });
      expect(items.reduce((sum, { costMicros }) => sum + costMicros, 0)).toBe(totals.costMicros);
      return totals.costMicros;
    };
    const iso = (at: number) => new Date(at).toISOString();
    expect(await cost({})).toBe(111);
    expect(await cost({ from: iso(start) })).toBe(111);
    expect(await cost({ from: iso(start + 1) })).toBe(110);
    expect(await cost({ to: iso(start + 1) })).toBe(1);
    expect(await cost({ from: iso(start + 1), to: iso(start + 2 * quarterMs) })).toBe(100);
    expect(await cost({ from: iso(start + 1), to: iso(start + 2 * quarterMs + 1) })).toBe(110);
    expect(await cost({ from: iso(start), to: iso(start + 1) })).toBe(1);
    expect(await cost({ workflowId })).toBe(11);
    expect(await cost({ runId })).toBe(1);
    const first = await bench.usage.list(caller, { limit: 2 });
    const rest = await bench.usage.list(caller, { limit: 2, cursor: first.nextCursor! });
    expect([...first.items, ...rest.items].map(({ costMicros }) => costMicros)).toEqual([10, 100, 1]);
  });

  it('shows spend by the days of a zone, without gaps, and by what it went to', async () => {
    const caller = me();
    const workflowId = newId('workflow');
    await record(caller, 30, { workflowId });
    // 00:30 of the day on which Berlin's clocks go forward is 23:30 of the day before in UTC.
    await moveTo(caller, Date.UTC(2026, 2, 28, 23, 30));
    const span = { from: '2026-03-28T00:00:00.000Z', to: '2026-03-30T12:00:00.000Z' };
    const days = async (timezone: string) =>
      (await spend.by(caller, { by: 'day', timezone, ...span })).items.map(({ key, costMicros }) => [key, costMicros]);
    expect(await days('Europe/Berlin')).toEqual([
      ['2026-03-28', 0],
      ['2026-03-29', 30],
      ['2026-03-30', 0],
    ]);
    expect(await days('UTC')).toEqual([
      ['2026-03-28', 30],
      ['2026-03-29', 0],
      ['2026-03-30', 0],
    ]);
    expect(await days('Asia/Kathmandu')).toEqual([
      ['2026-03-28', 0],
      ['2026-03-29', 30],
      ['2026-03-30', 0],
    ]);
    const by = async (group: 'workflow' | 'agent' | 'model' | 'task') =>
      (await spend.by(caller, { by: group, timezone: 'UTC', ...span })).items;
    expect(await by('workflow')).toEqual([
      expect.objectContaining({ key: workflowId, costMicros: 30, calls: 1, cachedCalls: 0 }),
    ]);
    expect(await by('agent')).toEqual([expect.objectContaining({ key: null, costMicros: 30 })]);
    expect(await by('model')).toMatchObject([{ key: 'x/one' }]);
    expect(await spend.by(me(), { by: 'model', timezone: 'UTC' })).toMatchObject({
      items: [],
      totals: { costMicros: 0 },
    });
    await expect(
      spend.by(caller, { by: 'day', timezone: 'UTC', from: '2024-01-01T00:00:00.000Z' }),
    ).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
  });

  it('counts what was spent a moment ago', async () => {
    const caller = me();
    await record(caller, 5);
    expect((await spend.by(caller, { by: 'day', timezone: 'UTC' })).totals.costMicros).toBe(5);
  });

  it('tells how models did: success, latency, the last failure', async () => {
    const caller = me();
    const asking = askingOf({ companyId: caller.companyId });
    for (let ms = 1; ms <= 20; ms += 1) await record(caller, 1, {}, 'x/one', ms * 10);
    await bench.usage.failed(asking, targetNamed('x/one'), new AppError('MODEL_RATE_LIMITED'), 3);
    await bench.usage.recordKept(asking, { model: 'x/one', provider: 'x' }, { cached: 'exact', savedMicros: 1, ms: 1 });
    await record(caller, 1, {}, 'x/cheap');
    const health = new HealthService(
      bench.calls,
      { stateOf: (_, __, model) => (model === 'x/one' ? 'open' : 'closed') },
      bench.db,
    );
    expect((await health.models(caller, 60)).items).toEqual([
      {
        ...{ provider: 'x', model: 'x/one', calls: 21, failures: 1, success: 20 / 21, sample: 20, breaker: 'open' },
        latencyMs: { p50: 100, p95: 190 },
        firstMs: { p50: 2, p95: 2 },
        lastFailure: { at: expect.any(String), code: 'MODEL_RATE_LIMITED' },
      },
      expect.objectContaining({ model: 'x/cheap', success: 1, breaker: 'closed', lastFailure: null }),
    ]);
    expect((await health.models(me(), 60)).items).toEqual([]);
  });

  it('keeps companies apart', async () => {
    const [one, two] = [me(), me()];
    await record(one, 7);
    expect(await bench.usage.list(two, page)).toMatchObject({ items: [], totals: { calls: 0, costMicros: 0 } });
    expect(await bench.calls.ofRuns(two.companyId, [newId('run')])).toEqual([]);
  });

  it('sums up calls of versions that kept no sums, once, however often it is begun', async () => {
    const caller = me();
    await record(caller, 7);
    await bench.db.run('DELETE FROM ai_spend');
    for (const _ of [1, 2]) await sumUpSoFar(bench.db as never);
    expect(await bench.spend.totals(caller.companyId, {})).toMatchObject({ calls: 1, costMicros: 7 });
  });
});
