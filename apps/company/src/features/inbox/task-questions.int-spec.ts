import { taskQuestionEvents, inboxEventsOut, inboxRpc, newId, type Caller, type RpcIn } from '#libs/contracts';
import { Database } from '#libs/platform/database';
import { backends, callerAs } from '#libs/service/testing/service-under-test';
import { eventually } from '#libs/testing';
import { CompanyBench, row, type Person } from '../../testing/company-bench.js';
import { RunControlService } from '../runs/run-control.service.js';
import { InboxService } from './inbox.service.js';
import { TaskQuestionsClosed } from './task-questions.js';

type Question = RpcIn<typeof inboxRpc.askPeople>;

describe.each(backends)('what tasks of agents ask on %s', (backend) => {
  let bench: CompanyBench;
  let inbox: InboxService;
  let ann: Person;
  let ada: Person;

  beforeAll(async () => {
    bench = await CompanyBench.start(backend);
    inbox = bench.get(InboxService);
    [ann, ada] = [await bench.member('operator', 'Ann'), await bench.member('admin', 'Ada')];
  });
  afterAll(() => bench.stop());

  const question = (more: Partial<Question> = {}): Question => ({
    key: `task.${newId('message')}.0`,
    kind: 'approval',
    title: 'May Writer use send_email?',
    body: null,
    assignees: ['role:operator'],
    facts: [{ label: 'Arguments', value: { to: 'ann@example.com' } }],
    deadline: Date.now() + 3_600_000,
    task: { id: newId('task'), agentId: newId('agent'), agentName: 'Writer' },
    runId: null,
    path: 'turn1/call0/approval',
    attempt: 1,
    stepName: 'send_email',
    ...more,
  });
  const service = () => ({
    caller: { kind: 'service' as const, companyId: bench.companyId, role: 'operator' as const },
  });
  const ask = async (request: Question) =>
    (await bench.service.rpc.call(inboxRpc.askPeople, request, service())).itemId;
  const replyTo = async ({ key, task }: Question, by: { caller: Caller } = service()) =>
    (await bench.service.rpc.call(inboxRpc.answerTo, { key, taskId: task.id }, by)).reply;
  const told = async (taskId: string) => {
    const rows = await bench
      .get<Database>(Database)
      .query<{ data: string }>('SELECT data FROM outbox WHERE type = ?', [inboxEventsOut.inboxAnswered.type]);
    return rows.map(({ data }) => JSON.parse(data) as { taskId: string }).filter((fact) => fact.taskId === taskId);
  };
  const closed = (request: Question, status: 'expired' | 'cancelled') => {
    const { type, producer } = taskQuestionEvents.taskQuestionsClosed;
    const { companyId } = bench;
    const envelope = { id: newId('message'), type, producer, position: 1, companyId, at: new Date().toISOString() };
    const data = { taskId: request.task.id, keys: [request.key], status };
    return bench
      .get<Database>(Database)
      .transaction((tx) => bench.get(TaskQuestionsClosed).handle(tx, { ...envelope, data }));
  };

  it('lies in the inbox once, says who asks, and its answer leaves in the commit of the item', async () => {
    const request = question();
    const ids = await Promise.all([ask(request), ask(request)]);
    expect(ids[1]).toBe(ids[0]);
    const id = ids[0]!;
    expect(await inbox.get(ann.caller, id)).toMatchObject({
      kind: 'approval',
      task: request.task,
      ...{ runId: null, workflowId: null, workflowName: null, canAnswer: true, facts: request.facts },
    });
    const { items } = await inbox.list(ann.caller, { limit: 50, status: 'open', mine: true });
    expect(items.map((item) => item.id)).toContain(id);
    expect(await replyTo(request)).toBeNull();
    const answered = await inbox.answer(ann.caller, id, { decision: 'approved', comment: 'go' });
    expect(answered).toMatchObject({ status: 'answered', decision: 'approved' });
    const reply = {
      id: `answer.${id}`,
      event: { type: 'step.resolved', path: request.path, attempt: 1, port: 'approved', by: ann.caller.userId },
      output: { decision: 'approved', by: ['Ann'], comment: 'go' },
    };
    expect(await replyTo(request)).toEqual(reply);
    expect(await told(request.task.id)).toEqual([{ itemId: id, taskId: request.task.id, reply }]);
    await expect(inbox.answer(ada.caller, id, { decision: 'rejected' })).rejects.toMatchObject({
      code: 'INBOX_ITEM_CLOSED',
    });
  });

  it('may be passed on, and is told to nobody before it is decided', async () => {
    const request = question();
    const id = await ask(request);
    await inbox.delegate(ann.caller, id, { to: ada.email });
    expect(await told(request.task.id)).toEqual([]);
    await inbox.answer(ada.caller, id, { decision: 'rejected' });
    expect(await replyTo(request)).toMatchObject({ event: { port: 'rejected', by: ada.caller.userId } });
  });

  it('is whether a call took effect', async () => {
    const request = question({ kind: 'unknown', path: 'turn1/call0/outcome', attempt: 2, assignees: [] });
    const id = await ask(request);
    await inbox.answer(ann.caller, id, { decision: 'happened', output: { paid: true } });
    expect(await replyTo(request)).toMatchObject({
      event: { type: 'step.settled', path: 'turn1/call0/outcome', decision: 'happened', generation: 2 },
      output: { paid: true },
    });
  });

  it('is whether a budget may be raised, which administrators answer', async () => {
    const refusal = {
      budgetId: newId('budget'),
      budgetName: 'B',
      limitMicros: 1000,
      spentMicros: 900,
      neededMicros: 300,
    };
    const request = question({ kind: 'budget', path: 'turn2', refusal, assignees: ['role:operator'], title: '' });
    const id = await ask(request);
    expect(await inbox.get(ada.caller, id)).toMatchObject({
      title: 'May the budget "B" be raised for "Writer"?',
      assignees: ['role:admin'],
      budget: { neededMicros: 300 },
    });
    await expect(inbox.answer(ann.caller, id, { decision: 'approved' })).rejects.toMatchObject({
      code: 'INBOX_NOT_ASSIGNED',
    });
    await inbox.answer(ada.caller, id, { decision: 'approved', raiseMicros: 7 });
    const grant = { budgetId: refusal.budgetId, micros: 7, key: `inbox.${id}`, by: ada.caller.userId };
    expect((await replyTo(request))?.event).toMatchObject({ type: 'step.granted', path: 'turn2', grant });
    await expect(ask(question({ kind: 'budget' }))).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
  });

  it('needs somebody who may answer', async () => {
    await expect(ask(question({ assignees: ['nobody@example.com'] }))).rejects.toMatchObject({
      code: 'RECIPIENT_UNKNOWN',
    });
  });

  it('is closed with its task; an answer of the last moment came too late', async () => {
    const [open, late, other] = [question(), question(), question()];
    const [openId, lateId, otherId] = [await ask(open), await ask(late), await ask(other)];
    await inbox.answer(ann.caller, lateId, { decision: 'approved' });
    await closed(open, 'cancelled');
    await closed(late, 'expired');
    expect(await inbox.get(ann.caller, openId)).toMatchObject({ status: 'cancelled' });
    expect(await inbox.get(ann.caller, lateId)).toMatchObject({ status: 'expired', decision: null });
    expect(await inbox.get(ann.caller, otherId)).toMatchObject({ status: 'open' });
    await expect(inbox.answer(ann.caller, openId, { decision: 'approved' })).rejects.toMatchObject({
      code: 'INBOX_ITEM_CLOSED',
    });
  });

  it('shows the run that its task works for, and ends with it', async () => {
    const asking = row({ id: 'ask', kind: 'human.approval', config: { title: 'x', assignees: ['role:operator'] } });
    const runId = await bench.run(await bench.publish(asking));
    await eventually(async () => {
      const { items } = await inbox.list(ann.caller, { limit: 50, status: 'open', runId });
      expect(items).toHaveLength(1);
    });
    const id = await ask(question({ runId }));
    expect(await inbox.get(ann.caller, id)).toMatchObject({ runId, workflowName: expect.any(String) as string });
    await bench.get(RunControlService).cancel(bench.owner.caller, runId, undefined);
    await eventually(async () => expect((await inbox.get(ann.caller, id)).status).toBe('cancelled'));
    // A run of another company is none.
    const stray = await ask(question({ runId: newId('run') }));
    expect((await inbox.get(ann.caller, stray)).runId).toBeNull();
  });

  it('is nobody s business in another company', async () => {
    const request = question();
    const id = await ask(request);
    const stranger = { caller: { ...callerAs('owner'), kind: 'service' as const } };
    expect(await replyTo(request, stranger)).toBeNull();
    await expect(inbox.get(callerAs('owner'), id)).rejects.toMatchObject({ code: 'INBOX_ITEM_NOT_FOUND' });
    await expect(bench.service.rpc.call(inboxRpc.askPeople, request, stranger)).rejects.toBeTruthy();
  });
});
