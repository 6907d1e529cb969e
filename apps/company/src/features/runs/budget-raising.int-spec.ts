/* A step that a budget stops: it asks administrators and waits. Long because each way out has its test. */
import { newId, type InboxItem } from '#libs/contracts';
import { Durable } from '#libs/durable';
import { backends } from '#libs/service/testing/service-under-test';
import { eventually } from '#libs/testing';
import { BudgetedAiPeer } from '../../testing/budgeted-ai-peer.js';
import { CompanyBench, row, type Person } from '../../testing/company-bench.js';
import { InboxService } from '../inbox/inbox.service.js';
import { RunControlService } from './run-control.service.js';
import { RunsService } from './runs.service.js';
import { StepsService } from './steps.service.js';

const budgetId = newId('budget');
const open = { limit: 50, status: 'open' as const };
const write = (more: object = {}) =>
  row(
    { id: 'letter', kind: 'ai.generate', name: 'Write to Ann', config: { instruction: 'Thank Ann' }, ...more },
    { id: 'done', kind: 'data.set', config: { values: { text: '{{ steps.letter.output.text }}' } } },
  );

describe.each(backends)('a step that a budget stops, on %s', (backend) => {
  const ai = new BudgetedAiPeer(300);
  let bench: CompanyBench;
  let inbox: InboxService;
  let ada: Person;
  let bob: Person;

  beforeAll(async () => {
    bench = await CompanyBench.start(backend, {}, { ai });
    inbox = bench.get(InboxService);
    [ada, bob] = [await bench.member('admin', 'Ada'), await bench.member('operator', 'Bob')];
  });
  beforeEach(() => ai.bound(budgetId, 1000));
  afterAll(() => bench.stop());

  const asked = (runId: string, besides: readonly string[] = []): Promise<InboxItem> =>
    eventually(async () => {
      const { items } = await inbox.list(ada.caller, { ...open, runId });
      const found = items.find(({ id }) => !besides.includes(id));
      if (!found) throw new Error('Nothing is asked');
      return found;
    });
  /** A run whose step stands before the limit, after three that have spent most of it. */
  const stopped = async (more: object = {}) => {
    const workflowId = await bench.publish(write(more));
    for (let spent = 0; spent < 3; spent++)
      expect(await bench.finished(await bench.run(workflowId))).toMatchObject({ status: 'succeeded' });
    const runId = await bench.run(workflowId);
    return { runId, item: await asked(runId) };
  };
  const keysOf = (runId: string) => ai.calls.filter(({ origin }) => origin?.runId === runId).map(({ key }) => key);

  it('asks administrators what it needs and waits; approved, it goes on under the same key', async () => {
    const { runId, item } = await stopped();
    expect(item).toMatchObject({
      ...{ kind: 'budget', title: 'May the budget "Support" be raised for "Write to Ann"?', assignees: ['role:admin'] },
      ...{ stepPath: 'letter', canAnswer: true },
      budget: { id: budgetId, name: 'Support', ofRun: false, limitMicros: 1000, spentMicros: 900, neededMicros: 300 },
      facts: expect.arrayContaining([{ label: 'Limit', value: '$0.001000' }]) as unknown,
    });
    const days = (Date.parse(item.deadline) - Date.parse(item.createdAt)) / 86_400_000;
    expect(days).toBeCloseTo(30, 3);
    expect(await bench.get(RunsService).get(ada.caller, runId)).toMatchObject({ status: 'waiting' });

    await inbox.answer(ada.caller, item.id, { decision: 'approved' });
    expect(await bench.finished(runId)).toMatchObject({ status: 'succeeded', output: { text: 'Dear Ann' } });
    expect(ai.raises).toMatchObject([
      { id: budgetId, micros: 300, key: `inbox.${item.id}`, userId: ada.caller.userId },
    ]);
    const [first, second, ...others] = keysOf(runId);
    expect([second, others]).toEqual([first, []]);
    expect(first).toEqual(expect.any(String));
    expect(await inbox.get(ada.caller, item.id)).toMatchObject({ status: 'answered', decision: 'approved' });
  });

  it('asks again when the amount was too little, and takes the amount that is named', async () => {
    const { runId, item } = await stopped({ retry: { maxAttempts: 1 } });
    await inbox.answer(ada.caller, item.id, { decision: 'approved', raiseMicros: 50 });
    const again = await asked(runId, [item.id]);
    expect(again.budget).toMatchObject({ limitMicros: 1050, spentMicros: 900 });
    await inbox.answer(bench.owner.caller, again.id, { decision: 'approved', raiseMicros: 150 });
    expect(await bench.finished(runId)).toMatchObject({ status: 'succeeded' });
    expect(ai.raisedMicros).toBe(200);
    expect(new Set(keysOf(runId)).size).toBe(1);
  });

  it('fails with BUDGET_EXCEEDED when it is rejected, whatever the retry policy', async () => {
    const { runId, item } = await stopped({ retry: { maxAttempts: 5, initialMs: 0 } });
    await inbox.answer(ada.caller, item.id, { decision: 'rejected' });
    expect(await bench.finished(runId)).toMatchObject({
      status: 'failed',
      error: { code: 'BUDGET_EXCEEDED', path: 'letter' },
    });
    expect([ai.raises, keysOf(runId).length]).toEqual([[], 1]);
  });

  it('fails when nobody answers in time, and the question is expired', async () => {
    const { runId, item } = await stopped();
    const event = { type: 'timer.fired', path: 'letter', timer: 'deadline', attempt: 1 };
    await bench.get(Durable).send(runId, { id: 'after-thirty-days', event });
    expect(await bench.finished(runId)).toMatchObject({ status: 'failed', error: { code: 'WAIT_EXPIRED' } });
    expect(await inbox.get(ada.caller, item.id)).toMatchObject({ status: 'expired' });
    expect(ai.raises).toEqual([]);
  });

  it('is answered by administrators alone, and not passed on', async () => {
    const { runId, item } = await stopped();
    const approved = { decision: 'approved' as const };
    await expect(inbox.answer(bob.caller, item.id, approved)).rejects.toMatchObject({ code: 'INBOX_NOT_ASSIGNED' });
    await expect(inbox.delegate(ada.caller, item.id, { to: bob.email })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
    });
    await expect(inbox.assign(ada.caller, item.id, { assignees: [bob.email] })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
    });
    await bench.get(RunControlService).cancel(ada.caller, runId, undefined);
    expect(await bench.finished(runId)).toMatchObject({ status: 'cancelled' });
    expect(await inbox.get(ada.caller, item.id)).toMatchObject({ status: 'cancelled' });
    expect(ai.raises).toEqual([]);
  });

  it('raises once, though the answer to that is lost; and needs no raise of a budget that is gone', async () => {
    const { runId, item } = await stopped({ retry: { maxAttempts: 3, initialMs: 0 } });
    ai.lostAnswers = 1;
    await inbox.answer(ada.caller, item.id, { decision: 'approved', raiseMicros: 400 });
    expect(await bench.finished(runId)).toMatchObject({ status: 'succeeded' });
    expect(new Set(ai.raises.map(({ key }) => key))).toEqual(new Set([`inbox.${item.id}`]));
    expect([ai.raises.length > 1, ai.raisedMicros]).toEqual([true, 400]);
    // The one that asked, the one whose raise was lost, the one that went through: the policy of three counts two of them.
    const { items } = await bench.get(StepsService).list(ada.caller, runId, { limit: 50 });
    expect(items.find(({ path }) => path === 'letter')).toMatchObject({ status: 'succeeded', attempt: 3 });

    const next = await bench.run(await bench.publish(write()));
    const second = await asked(next);
    ai.isDeleted = true;
    await inbox.answer(ada.caller, second.id, { decision: 'approved' });
    expect(await bench.finished(next)).toMatchObject({ status: 'succeeded' });
  });

  it('names the run where the budget bounds each run, and only tries again after a raise elsewhere', async () => {
    ai.bound('run', 0);
    const runId = await bench.run(await bench.publish(write()));
    const item = await asked(runId);
    expect(item.budget).toMatchObject({ id: 'run', ofRun: true, raiseMicros: 300 });
    await inbox.answer(ada.caller, item.id, { decision: 'approved', raiseMicros: 0 });
    const again = await asked(runId, [item.id]);
    expect(ai.raises).toEqual([]);
    await inbox.answer(ada.caller, again.id, { decision: 'approved' });
    expect(await bench.finished(runId)).toMatchObject({ status: 'succeeded' });
    expect(ai.raises).toMatchObject([{ id: 'run', runId, micros: 300 }]);
  });
});
