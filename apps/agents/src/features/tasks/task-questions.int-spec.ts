import { AppError, taskQuestionEvents, newId } from '#libs/contracts';
import { Durable } from '#libs/durable';
import { Database } from '#libs/platform/database';
import { backends, callerAs, ServiceUnderTest } from '#libs/service/testing/service-under-test';
import { eventually } from '#libs/testing';
import { agentsService } from '../../app.module.js';
import { callsOf, resultsIn, ScriptedModel, ScriptedPeople } from '../../testing/scripted-peers.js';
import { AgentsService } from '../agents/agents.service.js';
import { Toolbox } from '../tools/toolbox.js';
import { TaskControlService } from './task-control.service.js';
import { TasksService } from './tasks.service.js';

describe.each(backends)('tasks that need people on %s', (backend) => {
  const ai = new ScriptedModel();
  const company = new ScriptedPeople();
  const caller = callerAs('builder');
  const { companyId } = caller;
  let bench: ServiceUnderTest;
  let agents: AgentsService;
  let tasks: TasksService;
  const control = () => bench.get(TaskControlService);

  beforeAll(async () => {
    bench = await ServiceUnderTest.start(agentsService, backend, { ai, company });
    agents = bench.get(AgentsService);
    tasks = bench.get(TasksService);
  });
  afterAll(() => bench.stop());
  afterEach(() => {
    ai.asked.length = 0;
    ai.raised.length = 0;
    company.questions.length = 0;
    company.repeats = 0;
    company.away = false;
    jest.restoreAllMocks();
  });

  let count = 0;
  const start = async (more: object = {}, goal = 'Do it') => {
    const { id } = await agents.create(
      caller,
      { name: `agent ${(count += 1)}`, goal: 'x', ...more },
      { status: 'active' },
    );
    return (await tasks.start(caller, { agent: id, goal })).id;
  };
  const finished = (id: string) =>
    eventually(async () => {
      const task = await tasks.get(caller, id);
      expect(task.finishedAt).not.toBeNull();
      return task;
    });
  const isIn = (id: string, status: string) =>
    eventually(async () => expect((await tasks.get(caller, id)).status).toBe(status));
  const asked = () =>
    eventually(() => {
      const question = company.questions.at(-1);
      if (!question) throw new Error('Nothing is asked');
      return question;
    });
  const calculates = { tools: [{ name: 'calculator', policy: 'ask' }], approvals: { assignees: ['role:admin'] } };
  const once = (name: string, input: unknown) => (request: Parameters<ScriptedModel['answer']>[0]) => {
    const [result] = resultsIn(request);
    return result === undefined ? callsOf([name, input]) : { text: result };
  };
  const transcript = async (id: string) => (await tasks.transcript(caller, id, { limit: 50 })).items;

  describe('for an approval', () => {
    const expression = { expression: '6 * 7' };

    it('show the exact arguments, wait, and go on when it is given', async () => {
      ai.answer = once('calculator', expression);
      const id = await start(calculates, 'Calculate');
      const question = await asked();
      expect(question).toMatchObject({
        kind: 'approval',
        assignees: ['role:admin'],
        task: { id },
        path: 'turn1/call0/approval',
        facts: expect.arrayContaining([
          { label: 'Tool', value: 'calculator' },
          { label: 'Arguments', value: expression },
        ]) as unknown,
      });
      expect(question.deadline - Date.now()).toBeGreaterThan(29 * 86_400_000);
      await isIn(id, 'waiting');
      const output = { decision: 'approved', by: ['Ann'], comment: 'go' };
      await company.answer(bench, companyId, question, { type: 'step.resolved', port: 'approved' }, { output });
      expect((await finished(id)).answer).toContain('42');
      expect((await transcript(id))[1]).toMatchObject({
        type: 'tool',
        approval: { reason: 'policy', decision: 'approved', by: ['Ann'], comment: 'go' },
      });
    });

    it('tell the model when it is refused, and make no call', async () => {
      ai.answer = once('calculator', expression);
      const call = jest.spyOn(bench.get(Toolbox), 'call');
      const id = await start(calculates);
      await company.answer(bench, companyId, await asked(), { type: 'step.resolved', port: 'rejected' });
      expect((await finished(id)).answer).toContain('TOOL_DENIED');
      expect(call).not.toHaveBeenCalled();
    });

    it('count an answer once, also one that was lost on its way and one that comes twice', async () => {
      ai.answer = once('calculator', expression);
      const id = await start(calculates);
      const question = await asked();
      await isIn(id, 'waiting');
      await company.answer(bench, companyId, question, { type: 'step.resolved', port: 'approved' }, { lost: true });
      const durable = bench.get(Durable);
      const view = await durable.view(id);
      const wait = { reply: true, key: question.key };
      const step = { run: view.run, path: question.path, attempt: 1, key: 'k', wait };
      const { People } = await import('./people.js');
      const message = await bench.get(People).unanswered(step);
      expect(message?.event).toMatchObject({ type: 'step.resolved', port: 'approved' });
      await company.answer(bench, companyId, question, { type: 'step.resolved', port: 'approved' });
      expect(await durable.send(id, message!)).not.toBe('accepted');
      expect((await finished(id)).turns).toBe(2);
      const foreign = { ...step, path: 'turn9/call0/approval' };
      expect(await bench.get(People).unanswered(foreign)).toBeUndefined();
    });

    it('end it when its time is over, and say that nobody is asked any more', async () => {
      ai.answer = once('calculator', expression);
      const id = await start({ ...calculates, approvals: { deadlineMs: 1000 } });
      const question = await asked();
      expect((await finished(id)).answer).toContain('WAIT_EXPIRED');
      await expectClosed(id, question.key, 'expired');
      await company.answer(bench, companyId, question, { type: 'step.resolved', port: 'approved' });
    });

    it('ask again while nobody can be reached, under one key', async () => {
      company.away = true;
      ai.answer = once('calculator', expression);
      const id = await start(calculates);
      await eventually(() => expect(ai.asked).toHaveLength(1));
      company.away = false;
      const question = await asked();
      await company.answer(bench, companyId, question, { type: 'step.resolved', port: 'approved' });
      await finished(id);
      expect(company.repeats).toBe(0);
    });

    it('take no answer for a task of another company', async () => {
      ai.answer = once('calculator', expression);
      const id = await start(calculates);
      const question = await asked();
      const foreign = newId('company');
      await company.answer(bench, foreign, question, { type: 'step.resolved', port: 'approved' });
      await isIn(id, 'waiting');
      await tasks.cancel(caller, id);
      await expectClosed(id, question.key, 'cancelled');
      expect((await tasks.get(caller, id)).status).toBe('cancelled');
    });

    it('wait also while the task is paused', async () => {
      ai.answer = once('calculator', expression);
      const id = await start(calculates);
      const question = await asked();
      await isIn(id, 'waiting');
      expect((await control().pause(caller, id)).status).toBe('paused');
      await expect(control().pause(caller, id)).rejects.toMatchObject({ code: 'TASK_STATE_FORBIDS' });
      await company.answer(bench, companyId, question, { type: 'step.resolved', port: 'approved' });
      expect((await tasks.get(caller, id)).status).toBe('paused');
      expect((await control().resume(caller, id)).status).not.toBe('paused');
      expect((await finished(id)).answer).toContain('42');
      await expect(control().resume(caller, id)).rejects.toMatchObject({ code: 'TASK_STATE_FORBIDS' });
    });
  });

  it('refuse a call whose arguments are not allowed, and tell the model why', async () => {
    ai.answer = once('calculator', { expression: '1 + 1' });
    const constraints = { arguments: { expression: { values: ['2 + 2'] } } };
    const id = await start({ tools: [{ name: 'calculator', policy: 'allow', constraints }] });
    expect((await finished(id)).answer).toContain('has to be one of \\"2 + 2\\"');
  });

  describe('when nobody knows whether a call took effect', () => {
    const effectful = async () => {
      const toolbox = bench.get(Toolbox);
      const real = (await toolbox.lookUp(companyId, 'calculator'))!;
      const tool = { ...real.tool, effectOf: () => 'effectful' as const };
      jest.spyOn(toolbox, 'lookUp').mockResolvedValue({ ...real, tool, check: () => undefined });
      return jest
        .spyOn(toolbox, 'call')
        .mockRejectedValueOnce(new AppError('TOOL_FAILED', { detail: 'no answer', unknown: true }))
        .mockResolvedValue({ result: 'second' });
    };
    const begin = async () => {
      const call = await effectful();
      ai.answer = once('calculator', {});
      const id = await start({ tools: ['calculator'] });
      return { call, id, question: await asked() };
    };

    it('ask what became of it: it happened, and the agent is told what it gave', async () => {
      const { call, id, question } = await begin();
      expect(question).toMatchObject({ kind: 'unknown', attempt: 1, path: 'turn1/call0/outcome' });
      const event = { type: 'step.settled', decision: 'happened', generation: 1 };
      await company.answer(bench, companyId, question, event, { output: { paid: true } });
      expect((await finished(id)).answer).toContain('"paid": true');
      expect(call).toHaveBeenCalledTimes(1);
    });

    it('make it once more under another key when people say so', async () => {
      const { call, id, question } = await begin();
      await company.answer(bench, companyId, question, { type: 'step.settled', decision: 'repeat', generation: 1 });
      expect((await finished(id)).answer).toContain('second');
      const keys = call.mock.calls.map(([, , , { key }]) => key);
      expect(new Set(keys).size).toBe(2);
    });

    it('end the task when people say so', async () => {
      const { call, id, question } = await begin();
      await company.answer(bench, companyId, question, { type: 'step.settled', decision: 'fail', generation: 1 });
      expect(await finished(id)).toMatchObject({ status: 'failed', error: { code: 'STEP_UNKNOWN' } });
      expect(call).toHaveBeenCalledTimes(1);
    });
  });

  describe('at the limit of a budget', () => {
    const refusal = { budgetId: 'bgt_1', budgetName: 'B', limitMicros: 1, spentMicros: 1, neededMicros: 5 };
    const grant = { budgetId: 'bgt_1', micros: 5, key: 'inbox.1', by: newId('user') };

    it('ask an administrator, raise once, and go on under the same key', async () => {
      ai.answer = () => {
        if (ai.raised.length === 0) throw new AppError('BUDGET_APPROVAL_NEEDED', refusal);
        return { text: 'done' };
      };
      const id = await start();
      const question = await asked();
      expect(question).toMatchObject({ kind: 'budget', path: 'turn1', attempt: 1, refusal });
      await isIn(id, 'waiting');
      await company.answer(bench, companyId, question, { type: 'step.granted', grant });
      expect(await finished(id)).toMatchObject({ status: 'succeeded', answer: 'done' });
      expect(ai.raised).toMatchObject([{ id: 'bgt_1', micros: 5, key: 'inbox.1' }]);
      expect(new Set(ai.asked.map(({ key }) => key)).size).toBe(1);
    });

    it('fail when it is not raised', async () => {
      ai.answer = () => {
        throw new AppError('BUDGET_APPROVAL_NEEDED', refusal);
      };
      const id = await start();
      const error = { code: 'BUDGET_EXCEEDED', message: 'not raised', retry: 'never' };
      await company.answer(bench, companyId, await asked(), { type: 'step.failed', error });
      expect(await finished(id)).toMatchObject({ status: 'failed', error: { code: 'BUDGET_EXCEEDED' } });
    });
  });

  it('end when they do the same again and again, after a word about it', async () => {
    ai.answer = () => callsOf(['calculator', { expression: '1 + 1' }]);
    const id = await start({ tools: ['calculator'] });
    expect(await finished(id)).toMatchObject({ status: 'failed', error: { code: 'AGENT_LOOPING' }, turns: 5 });
    const notes = ai.asked.map(({ request }) => request.messages.at(-1)).filter((last) => last?.role === 'user');
    expect(notes.map((note) => note?.content)).toEqual(['Do it', expect.stringContaining('3 times')]);
    expect((await transcript(id)).filter(({ note }) => note !== null)).toHaveLength(1);
  });

  it('say which limit they reached', async () => {
    ai.answer = () => callsOf(['current_time']);
    const id = await start({ tools: ['current_time'], limits: { maxTokens: 100 } });
    const task = await finished(id);
    expect(task.error).toMatchObject({ code: 'AGENT_LIMIT_REACHED', limit: 'tokens' });
  });

  async function expectClosed(taskId: string, key: string, status: string): Promise<void> {
    const facts = await bench
      .get<Database>(Database)
      .query<{ data: string }>('SELECT data FROM outbox WHERE type = ?', [taskQuestionEvents.taskQuestionsClosed.type]);
    const told = facts.map(({ data }) => JSON.parse(data) as { taskId: string; keys: string[]; status: string });
    expect(told.filter((fact) => fact.taskId === taskId)).toEqual([{ taskId, keys: [key], status }]);
  }
});
