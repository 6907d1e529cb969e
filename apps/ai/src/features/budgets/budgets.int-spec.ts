/* Budgets on both databases: what they let through, whatever comes at once, and what people are told. Long because each promise has its test. */
import { AppError, newId, type Budget, type Caller } from '#libs/contracts';
import type { CreateBudget } from '../../testing/money-bench.js';
import { MoneyBench, moneyBackends, partsOf } from '../../testing/money-bench.js';

const codeOf = (error: unknown) => (AppError.is(error) ? error.code : String(error));
const outcomes = async (calls: Promise<unknown>[]) =>
  (await Promise.allSettled(calls)).map((each) => (each.status === 'fulfilled' ? 'answered' : codeOf(each.reason)));
const count = (all: readonly string[], one: string) => all.filter((each) => each === one).length;

describe.each(moneyBackends)('budgets on %s', (backend) => {
  let bench: MoneyBench;
  beforeAll(async () => {
    bench = await MoneyBench.open(backend);
  });
  afterAll(() => bench.close());

  const admin = (companyId = newId('company')): Caller => ({
    kind: 'user',
    companyId,
    userId: newId('user'),
    role: 'admin',
  });
  const budget = (caller: Caller, more: Partial<CreateBudget> = {}): Promise<Budget> =>
    bench.budgets.create(caller, {
      ...{ name: 'Support', scope: 'company', scopeId: null, period: 'month', timezone: 'UTC', limitMicros: 1000 },
      ...{ warnAt: 80, action: 'stop', degradeTo: null },
      ...more,
    });
  /** A question of 2 + 4 tokens and an answer of at most 94: an estimate of 100 micro-dollars. */
  const request = { messages: [{ role: 'user' as const, content: 'hello' }], maxTokens: 94 };
  const ask = ({ companyId }: Caller, more: Parameters<MoneyBench['call']>[0] = {}, on = bench, used = 100) => {
    const call = bench.call({ companyId, request, ...more });
    return partsOf(on.stage.run(call, on.answering(used))).then(() => call);
  };

  it('stops fifty calls at once at the limit, across replicas', async () => {
    const me = admin();
    await budget(me, { limitMicros: 1000 });
    const replicas = [bench, bench.replica(), bench.replica()];
    const all = await outcomes(Array.from({ length: 50 }, (_, at) => ask(me, {}, replicas[at % 3])));
    const answered = count(all, 'answered');
    expect(answered).toBeGreaterThanOrEqual(1);
    expect(answered).toBeLessThanOrEqual(10);
    expect(count(all, 'BUDGET_EXCEEDED')).toBe(50 - answered);
    const [view] = (await bench.budgets.list(me, { limit: 10 })).items;
    expect(view).toMatchObject({ spentMicros: answered * 100, reservedMicros: 0 });
  });

  it('lets sequential calls use all of it, and frees what was reserved before the end is handed out', async () => {
    const me = admin();
    const { id } = await budget(me, { limitMicros: 250 });
    // Ten of the estimated hundred are used: the share of the last one is free as soon as its answer has ended.
    for (let at = 0; at < 15; at += 1) await ask(me, {}, bench, 10);
    expect(await bench.budgets.get(me, id)).toMatchObject({ spentMicros: 150, reservedMicros: 0 });
    await ask(me, {}, bench, 100);
    await expect(ask(me)).rejects.toMatchObject({
      code: 'BUDGET_EXCEEDED',
      status: 402,
      message: expect.stringMatching(/"Support" \(\$0.000250 a month\).*begins anew on 1 .*\(UTC\)/),
      details: { budgetId: id, spentMicros: 250, resetsAt: expect.stringMatching(/^20\d\d-\d\d-01T00:00:00/) },
    });
  });

  it('frees the share of a call that fails, and of a caller who leaves', async () => {
    const me = admin();
    const { id } = await budget(me);
    const failing = async function* () {
      yield { type: 'text' as const, text: 'a' };
      throw new AppError('MODEL_UNAVAILABLE');
    };
    await expect(partsOf(bench.stage.run(bench.call({ ...me, request }), failing))).rejects.toMatchObject({
      code: 'MODEL_UNAVAILABLE',
    });
    for await (const _ of bench.stage.run(bench.call({ ...me, request }), bench.answering(5))) break;
    expect(await bench.budgets.get(me, id)).toMatchObject({ reservedMicros: 0 });
  });

  it('ends the share of a process that died, before anybody is refused because of it', async () => {
    const me = admin();
    await budget(me, { limitMicros: 150 });
    const dead = bench.call({ ...me, request });
    const bounds = await bench.book.boundsOf(dead.asking);
    const estimate = { micros: 100, isFree: false };
    await bench.ledger.claim({ companyId: me.companyId, bounds, estimate, degraded: new Set() });
    await expect(ask(me)).rejects.toMatchObject({ code: 'BUDGET_EXCEEDED' });
    await bench.db.run('UPDATE ai_budget_reservations SET expires_at = 1 WHERE company_id = ?', [me.companyId]);
    await ask(me);
  });

  it('counts what the period has cost before the budget was made, and nothing of others', async () => {
    const [me, other] = [admin(), admin()];
    const workflowId = newId('workflow');
    await ask(me, { origin: { workflowId } });
    await ask(me);
    await ask(other, { origin: { workflowId } });
    expect(await budget(me)).toMatchObject({ spentMicros: 200, state: 'ok' });
    expect(await budget(me, { scope: 'workflow', scopeId: workflowId })).toMatchObject({ spentMicros: 100 });
    expect(await budget(me, { period: 'total' })).toMatchObject({ spentMicros: 0, resetsAt: null });
    expect(await budget(other, { scope: 'agent', scopeId: newId('agent') })).toMatchObject({ spentMicros: 0 });
  });

  it('bounds workflows, agents and each run for itself', async () => {
    const me = admin();
    const [workflowId, agentId] = [newId('workflow'), newId('agent')];
    await budget(me, { scope: 'workflow', scopeId: workflowId, limitMicros: 250 });
    await budget(me, { scope: 'agent', scopeId: agentId, limitMicros: 100 });
    await budget(me, { scope: 'run', period: 'total', limitMicros: 100 });
    const [one, two] = [newId('run'), newId('run')];
    await ask(me, { origin: { workflowId, runId: one } });
    await expect(ask(me, { origin: { workflowId, runId: one } })).rejects.toMatchObject({ details: { runId: one } });
    await ask(me, { origin: { workflowId, runId: two } });
    await expect(ask(me, { origin: { workflowId } })).rejects.toMatchObject({ code: 'BUDGET_EXCEEDED' });
    await ask(me, { origin: { agentId } });
    await expect(ask(me, { origin: { agentId } })).rejects.toMatchObject({ code: 'BUDGET_EXCEEDED' });
    await ask(me);
  });

  it('goes on with the cheaper model at the limit, and says so', async () => {
    const me = admin();
    await budget(me, { action: 'degrade', degradeTo: 'x/cheap', limitMicros: 100 });
    expect((await ask(me)).notes).toEqual({});
    expect((await ask(me)).notes).toEqual({ rerouted: 'degraded' });
    expect((await bench.usage.list(me, { limit: 1 })).items).toMatchObject([
      { model: 'x/cheap', rerouted: 'degraded', costMicros: 10 },
    ]);
  });

  it('asks for a person, who raises it once, for this period', async () => {
    const me = admin();
    const { id } = await budget(me, { action: 'ask', limitMicros: 100 });
    await ask(me);
    await expect(ask(me)).rejects.toMatchObject({ code: 'BUDGET_APPROVAL_NEEDED', details: { budgetId: id } });
    for (const _ of [1, 2])
      expect(await bench.raises.raise(me, id, { micros: 100, key: `raise ${id}` })).toEqual({ raisedMicros: 100 });
    expect((await bench.told(me.companyId)).filter((type) => type === 'audit.recorded.v1')).toHaveLength(1);
    await ask(me);
    await expect(ask(me)).rejects.toMatchObject({ code: 'BUDGET_APPROVAL_NEEDED' });
    await expect(bench.raises.raise(admin(), id, { micros: 100 })).rejects.toMatchObject({ code: 'BUDGET_NOT_FOUND' });
  });

  it('holds a run to what its workflow allows it, without any budget of the company', async () => {
    const me = admin();
    const runId = newId('run');
    const origin = { runId, budgetMicros: 150 };
    await ask(me, { origin });
    await expect(ask(me, { origin })).rejects.toMatchObject({
      code: 'BUDGET_APPROVAL_NEEDED',
      details: { budgetId: 'run', runId },
    });
    // Another company's word about this run counts for nothing.
    await bench.raises.raise(admin(), 'run', { micros: 1000, runId });
    await expect(ask(me, { origin })).rejects.toMatchObject({ code: 'BUDGET_APPROVAL_NEEDED' });
    await bench.raises.raise(me, 'run', { micros: 100, runId });
    await ask(me, { origin });
    // Who raised it stands in the audit log; nobody is warned.
    expect(await bench.told(me.companyId)).toEqual(['audit.recorded.v1']);
  });

  it('warns once a period, and tells once that it is exceeded', async () => {
    const me = admin();
    const { id } = await budget(me, { action: 'warn', limitMicros: 300, warnAt: 50 });
    await ask(me);
    expect(await bench.told(me.companyId)).toEqual([]);
    await Promise.all([ask(me), ask(me), ask(me)]);
    await ask(me);
    const told = await bench.told(me.companyId);
    expect(count(told, 'budget.exceeded.v1')).toBe(1);
    expect(count(told, 'budget.warned.v1')).toBeLessThanOrEqual(1);
    expect(await bench.budgets.get(me, id)).toMatchObject({ spentMicros: 500, state: 'exceeded' });
    await bench.budgets.update(me, id, { limitMicros: 600 });
    await ask(me, {}, bench, 1);
    expect(await bench.told(me.companyId)).toEqual([...told, 'budget.warned.v1']);
    expect(await bench.budgets.get(me, id)).toMatchObject({ state: 'warned' });
  });

  it('lets free models pass, and those of unknown price until nothing is left', async () => {
    const me = admin();
    await budget(me, { limitMicros: 100 });
    await ask(me, { wanted: 'x/unknown' });
    await ask(me);
    await ask(me, { wanted: 'x/free' });
    await expect(ask(me, { wanted: 'x/unknown' })).rejects.toMatchObject({ code: 'BUDGET_EXCEEDED' });
    await expect(ask(me, { wanted: 'x/nowhere' })).rejects.toMatchObject({ code: 'BUDGET_EXCEEDED' });
  });

  it('begins anew with the next period', async () => {
    const me = admin();
    await budget(me, { period: 'day', limitMicros: 100 });
    await ask(me);
    await expect(ask(me)).rejects.toMatchObject({ code: 'BUDGET_EXCEEDED' });
    // A day passes: what was counted belongs to yesterday.
    await bench.db.run(
      "UPDATE ai_budget_counters SET id = CONCAT('old', id), period_from = period_from - 86400000 WHERE company_id = ?",
      [me.companyId],
    );
    await bench.db.run('UPDATE ai_spend SET quarter = quarter - 86400000 WHERE company_id = ?', [me.companyId]);
    await ask(me);
  });

  it('asks nothing of the database for a company without budgets', async () => {
    const me = admin();
    await ask(me);
    const looks = jest.spyOn(bench.db, 'transaction');
    const call = bench.call({ ...me, request });
    const next = bench.answering(1);
    expect(bench.book.isFree(call.asking)).toBe(true);
    const handed = jest.fn(next);
    const stream = bench.stage.run(call, handed);
    expect(handed).toHaveBeenCalledTimes(1);
    expect(stream).toBe(handed.mock.results[0]!.value);
    expect(looks).not.toHaveBeenCalled();
    looks.mockRestore();
  });

  it('keeps budgets of companies apart, and refuses rules that do not fit', async () => {
    const [me, other] = [admin(), admin()];
    const { id } = await budget(me);
    await expect(bench.budgets.get(other, id)).rejects.toMatchObject({ code: 'BUDGET_NOT_FOUND' });
    await expect(bench.budgets.update(other, id, { limitMicros: 1 })).rejects.toMatchObject({
      code: 'BUDGET_NOT_FOUND',
    });
    await expect(bench.budgets.delete(other, id)).rejects.toMatchObject({ code: 'BUDGET_NOT_FOUND' });
    await expect(bench.budgets.update(me, id, { action: 'degrade' })).rejects.toMatchObject({
      details: { issues: [{ path: 'degradeTo' }] },
    });
    await bench.budgets.delete(me, id);
    expect(await bench.budgets.list(me, { limit: 5 })).toEqual({ items: [], nextCursor: null });
    await ask(me, {}, bench, 5000);
    await ask(me);
  });
});
