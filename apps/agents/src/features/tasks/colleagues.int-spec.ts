import type { Task } from '#libs/contracts';
import { backends, callerAs, ServiceUnderTest } from '#libs/service/testing/service-under-test';
import { eventually } from '#libs/testing';
import { agentsService } from '../../app.module.js';
import {
  callsOf,
  resultsIn,
  ScriptedModel,
  ScriptedPeople,
  type Answer,
  type Asked,
} from '../../testing/scripted-peers.js';
import { AgentPerformanceService } from '../agents/agent-performance.service.js';
import { AgentsService } from '../agents/agents.service.js';
import { Toolbox } from '../tools/toolbox.js';
import { HandOffs, type HandOff } from './hand-offs.js';
import { TaskControlService } from './task-control.service.js';
import { TasksService } from './tasks.service.js';

describe.each(backends)('agents that ask agents on %s', (backend) => {
  const ai = new ScriptedModel();
  const company = new ScriptedPeople();
  const caller = callerAs('builder');
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
    company.questions.length = 0;
    scripts.clear();
    jest.restoreAllMocks();
  });

  /** What each agent does, by its goal. */
  const scripts = new Map<string, (asked: Asked) => Answer | Promise<Answer>>();
  ai.answer = (asked) => {
    const system = asked.request.messages[0]!.content as string;
    return scripts.get(system.split('\n')[0]!)!(asked);
  };
  let count = 0;
  const make = async (script: (asked: Asked) => Answer | Promise<Answer>, more: object = {}) => {
    const name = `agent ${(count += 1)}`;
    scripts.set(name, script);
    const tools = ['ask_agent', 'hand_off', 'calculator'];
    return agents.create(caller, { name, goal: name, tools, ...more }, { status: 'active' });
  };
  const run = async (agent: string, more: object = {}) =>
    (await tasks.start(caller, { agent, goal: 'Do it', ...more })).id;
  const finished = (id: string): Promise<Task> =>
    eventually(async () => {
      const task = await tasks.get(caller, id);
      expect(task.finishedAt).not.toBeNull();
      return task;
    });
  const asks =
    (agent: string, more: object = {}) =>
    (asked: Asked) => {
      const [result] = resultsIn(asked);
      return result === undefined ? callsOf(['ask_agent', { agent, goal: 'What is it?', ...more }]) : { text: result };
    };

  it('wait for the answer, as a task of its own whose cost counts', async () => {
    const helper = await make(() => ({ text: 'It is 42' }));
    const asker = await make(asks(helper.name, { input: { a: 1 } }));
    const task = await finished(await run(asker.id));
    expect(task).toMatchObject({
      status: 'succeeded',
      turns: 2,
      usage: { inputTokens: 30, costMicros: 21 },
      childUsage: { inputTokens: 10, outputTokens: 5, costMicros: 7 },
    });
    expect(task.answer).toContain('It is 42');
    const figuresOf = async ({ id }: { id: string }) =>
      (await bench.get(AgentPerformanceService).of(caller, id, {})).total;
    expect(await figuresOf(asker)).toMatchObject({ costMicros: 21, childCostMicros: 7 });
    expect(await figuresOf(helper)).toMatchObject({ costMicros: 7, childCostMicros: 0 });
    const { items } = await tasks.list(caller, { limit: 10, parentTaskId: task.id });
    expect(items).toMatchObject([
      { agentName: helper.name, goal: 'What is it?', input: { a: 1 }, status: 'succeeded' },
    ]);
    const entries = (await tasks.transcript(caller, task.id, { limit: 9 })).items;
    expect(entries[1]).toMatchObject({ tool: 'ask_agent', childTaskId: items[0]!.id, usage: { costMicros: 7 } });
  });

  it('tell the model when the other one fails, is not there, or asks back in a circle', async () => {
    const fails = await make(() => callsOf(['calculator', { expression: '1+1' }]), { limits: { maxTurns: 1 } });
    const first = await make(asks(fails.name));
    const failed = await finished(await run(first.id));
    expect(failed.answer).toContain('CHILD_FAILED');
    expect(failed).toMatchObject({ usage: { costMicros: 21 }, childUsage: { costMicros: 7 } });
    const second = await make(asks('nobody'));
    expect((await finished(await run(second.id))).answer).toContain('AGENT_NOT_FOUND');
    const circle: string[] = [];
    const third = await make((asked) => asks(circle[0]!)(asked));
    const fourth = await make(asks(third.name));
    circle.push(fourth.name);
    expect((await finished(await run(third.id))).answer).toContain('AGENT_CYCLE');
  });

  it('reach five deep at most', async () => {
    let next = (await make(() => ({ text: 'the bottom' }))).name;
    for (let depth = 0; depth < 5; depth++) next = (await make(asks(next))).name;
    const answer = (await finished(await run(next))).answer;
    expect(answer).toContain('LIMIT_EXCEEDED');
    expect(answer).not.toContain('the bottom');
  });

  it('spend no more than the one that asks has left', async () => {
    const greedy = await make(() => callsOf(['calculator', { expression: `${Math.random()}` }]), {
      limits: { maxTurns: 100 },
    });
    const asker = await make(asks(greedy.name), { limits: { maxTokens: 100 } });
    const task = await finished(await run(asker.id));
    expect(task).toMatchObject({ status: 'failed', error: { code: 'AGENT_LIMIT_REACHED', limit: 'tokens' } });
    const { items } = await tasks.list(caller, { limit: 10, parentTaskId: task.id });
    expect(items[0]!.error).toMatchObject({ limit: 'tokens' });
    expect(items[0]!.usage.inputTokens).toBeLessThan(100);
  });

  it('are paused, resumed and cancelled with the one that asks', async () => {
    let proceed = (): void => undefined;
    const held = new Promise<void>((resolve) => (proceed = resolve));
    const helper = await make(async (asked) => {
      if (resultsIn(asked).length > 0) return { text: 'late' };
      await held;
      return callsOf(['calculator', { expression: '1 + 1' }]);
    });
    const asker = await make(asks(helper.name));
    const [id, other] = [await run(asker.id), await run(asker.id)];
    const child = (parentTaskId: string) =>
      eventually(async () => {
        const { items } = await tasks.list(caller, { limit: 1, parentTaskId });
        expect(items[0]?.status).toBe('running');
        return items[0]!.id;
      });
    const [paused, cancelled] = [await child(id), await child(other)];
    await eventually(async () => expect((await tasks.get(caller, other)).status).toBe('waiting'));
    await tasks.cancel(caller, other);
    expect((await finished(cancelled)).status).toBe('cancelled');
    await eventually(async () => expect((await tasks.get(caller, id)).status).toBe('waiting'));
    await control().pause(caller, id);
    proceed();
    await eventually(async () => expect((await tasks.get(caller, paused)).status).toBe('paused'));
    await control().resume(caller, id);
    expect((await finished(id)).answer).toContain('late');
  });

  it('hand the work off: the other one s answer is the answer', async () => {
    const expert = await make(() => ({ text: 'Expert answer', data: { ok: true } }));
    const desk = await make(() => callsOf(['hand_off', { agent: expert.name, message: 'You know this' }]));
    const id = await run(desk.id, { input: { a: 1 }, schema: { type: 'object' } });
    expect(await finished(id)).toMatchObject({
      answer: 'Expert answer',
      data: { ok: true },
      turns: 1,
      handedOff: null,
    });
    const { items } = await tasks.list(caller, { limit: 1, parentTaskId: id });
    expect(items[0]).toMatchObject({ goal: 'You know this', input: { a: 1 }, agentName: expert.name });
  });

  it('hand a conversation off where somebody keeps it, and end', async () => {
    const moved: HandOff[] = [];
    jest.spyOn(bench.get(HandOffs), 'move').mockImplementation((handOff) => {
      moved.push(handOff);
      return Promise.resolve(true);
    });
    const expert = await make(() => ({ text: 'unused' }));
    const desk = await make(() => ({
      ...callsOf(['hand_off', { agent: expert.name, message: 'Refund?' }]),
      text: 'Wait',
    }));
    const id = await run(desk.id, { conversationId: 'cnv_1' });
    const to = { agentId: expert.id, agentName: expert.name };
    expect(await finished(id)).toMatchObject({
      status: 'succeeded',
      answer: 'Wait',
      handedOff: { ...to, message: 'Refund?' },
      conversationId: 'cnv_1',
    });
    expect(moved).toMatchObject([{ conversationId: 'cnv_1', fromTaskId: id, to, message: 'Refund?' }]);
  });

  it('pass on what strangers wrote as such: who asks for it has read it', async () => {
    const toolbox = bench.get(Toolbox);
    const real = toolbox.lookUp.bind(toolbox);
    jest.spyOn(toolbox, 'lookUp').mockImplementation(async (companyId, wanted) => {
      const found = await real(companyId, wanted);
      if (found?.tool.name === 'calculator') return { ...found, tool: { ...found.tool, outside: true } };
      return found?.tool.name === 'current_time' ? { ...found, tool: { ...found.tool, risk: 'high' } } : found;
    });
    const reader = await make((asked) =>
      resultsIn(asked).length > 0 ? { text: 'read' } : callsOf(['calculator', { expression: '1 + 1' }]),
    );
    const actor = await make(
      (asked) => {
        const results = resultsIn(asked);
        if (results.length === 0) return callsOf(['ask_agent', { agent: reader.name, goal: 'Read' }]);
        return results.length === 1 ? callsOf(['current_time']) : { text: 'acted' };
      },
      { tools: ['ask_agent', 'current_time'] },
    );
    const id = await run(actor.id);
    const question = await eventually(() => {
      expect(company.questions).toHaveLength(1);
      return company.questions[0]!;
    });
    expect(question).toMatchObject({ kind: 'approval', task: { id }, stepName: 'current_time' });
    await company.answer(bench, caller.companyId, question, { type: 'step.resolved', port: 'approved' });
    expect((await finished(id)).answer).toBe('acted');
  });

  it('can be asked by a tool that is tried, too', async () => {
    const helper = await make(() => ({ text: 'Here' }));
    const call = { caller, key: 'try-1', at: Date.now(), signal: new AbortController().signal };
    const input = { agent: helper.name, goal: 'Hello' };
    const given = await bench.get(Toolbox).call(caller.companyId, 'ask_agent', input, call);
    expect(given).toMatchObject({ answer: 'Here' });
    expect(await bench.get(Toolbox).call(caller.companyId, 'ask_agent', input, call)).toEqual(given);
  });
});
