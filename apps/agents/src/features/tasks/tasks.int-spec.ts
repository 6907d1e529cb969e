import {
  agentEvents,
  aiRpc,
  AppError,
  type AiUsage,
  type Caller,
  type CompleteResponse,
  type RpcIn,
} from '#libs/contracts';
import { Durable } from '#libs/durable';
import { Database } from '#libs/platform/database';
import { HandleRpc } from '#libs/platform/rpc';
import { backends, callerAs, ServiceUnderTest } from '#libs/service/testing/service-under-test';
import { eventually } from '#libs/testing';
import { agentsService } from '../../app.module.js';
import { AgentsService } from '../agents/agents.service.js';
import { TasksService } from './tasks.service.js';

type Asked = RpcIn<typeof aiRpc.complete>;
type Answer = Pick<CompleteResponse, 'text'> & Partial<CompleteResponse>;

const usage: AiUsage = {
  inputTokens: 10,
  outputTokens: 5,
  costMicros: 7,
  model: 'test/model',
  provider: 'test',
  ms: 1,
};
const calls = (...names: string[]): Answer => ({
  text: '',
  finish: 'tools',
  toolCalls: names.map((name, index) => ({ id: `call${index}`, name, input: {} })),
});

/** A model whose answers the test writes. */
class Ai {
  readonly asked: Asked[] = [];
  answer: (asked: Asked) => Answer | Promise<Answer> = () => ({ text: 'done' });

  @HandleRpc(aiRpc.complete) async complete(_: Caller, request: Asked): Promise<CompleteResponse> {
    this.asked.push(request);
    return { toolCalls: [], finish: 'stop', usage, ...(await this.answer(request)) };
  }
  /** Models that there are, and whether they can call tools; undefined for one that does not answer now. */
  readonly able: Record<string, boolean | undefined> = { default: true, 'test/able': true, 'test/plain': false };
  @HandleRpc(aiRpc.models) models(_: Caller, { fits }: RpcIn<typeof aiRpc.models>) {
    if (fits && !(fits.model in this.able)) throw new AppError('MODEL_NOT_FOUND');
    if (fits?.tools && this.able[fits.model] === undefined) throw new AppError('MODEL_UNAVAILABLE');
    if (fits?.tools && !this.able[fits.model])
      throw new AppError('MODEL_NO_TOOLS', { issues: [{ path: 'model', message: 'these can call tools: test/able' }] });
    return { items: [] };
  }
}

describe.each(backends)('agents on %s', (backend) => {
  const ai = new Ai();
  const caller = callerAs('builder');
  let bench: ServiceUnderTest;
  let agents: AgentsService;
  let tasks: TasksService;

  beforeAll(async () => {
    bench = await ServiceUnderTest.start(agentsService, backend, { ai });
    agents = bench.get(AgentsService);
    tasks = bench.get(TasksService);
  });
  afterAll(() => bench.stop());
  afterEach(() => {
    ai.answer = () => ({ text: 'done' });
    ai.asked.length = 0;
    jest.restoreAllMocks();
  });

  const active = async (name: string, more: object = {}) => {
    const { id } = await agents.create(caller, { name, goal: `The goal of ${name}`, ...more });
    return agents.setStatus(caller, id, 'active');
  };
  const finished = (id: string) =>
    eventually(async () => {
      const task = await tasks.get(caller, id);
      expect(task.finishedAt).not.toBeNull();
      return task;
    });

  describe('a name', () => {
    it('is taken whatever its case, in this company alone', async () => {
      const { id } = await agents.create(caller, { name: 'Reply Writer', goal: 'x' });
      const taken = { code: 'AGENT_NAME_TAKEN', details: { issues: [{ path: 'name' }] } };
      await expect(agents.create(caller, { name: 'reply WRITER ', goal: 'x' })).rejects.toMatchObject(taken);
      const other = await agents.create(caller, { name: 'another', goal: 'x' });
      await expect(agents.update(caller, other.id, { name: 'Reply writer' }, undefined)).rejects.toMatchObject(taken);
      expect((await agents.byName(caller, ' REPLY writer')).id).toBe(id);
      await expect(agents.create(callerAs('builder'), { name: 'Reply Writer', goal: 'x' })).resolves.toBeTruthy();
      await expect(agents.byName(callerAs('builder'), 'Reply Writer')).rejects.toMatchObject({
        code: 'AGENT_NOT_FOUND',
      });
    });

    it('is given to one of several who want it at once', async () => {
      const all = await Promise.allSettled([1, 2, 3].map(() => agents.create(caller, { name: 'unique', goal: 'x' })));
      expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const each of all)
        if (each.status === 'rejected') expect(each.reason).toMatchObject({ code: 'AGENT_NAME_TAKEN' });
    });

    it('is found by words in which % and _ mean themselves', async () => {
      for (const name of ['find_me', 'findXme']) await agents.create(caller, { name, goal: 'x' });
      const { items } = await agents.list(caller, { limit: 10, search: 'D_m' });
      expect(items.map(({ name }) => name)).toEqual(['find_me']);
    });
  });

  describe('arguments that break the schema of a tool', () => {
    const calculating = (expression: unknown): Answer => ({
      ...calls('calculator'),
      toolCalls: [{ id: 'call0', name: 'calculator', input: { expression } }],
    });
    const told = ({ request }: Asked) =>
      request.messages.flatMap(({ role, content }) => (role === 'tool' ? [content] : []));

    it('go back to the model with what is wrong, before any person is asked, and it mends them', async () => {
      await active('mender', { tools: [{ name: 'calculator', policy: 'ask' }] });
      ai.answer = ({ request }) => (request.messages.at(-1)!.role === 'tool' ? { text: 'I see' } : calculating(42));
      const { id } = await tasks.start(caller, { agent: 'mender', input: 1 });
      expect(await finished(id)).toMatchObject({ status: 'succeeded', answer: 'I see', turns: 2 });
      expect(told(ai.asked[1]!)[0]).toMatch(/TOOL_INPUT_INVALID[^]*expression: /);
    });

    it('twice in a row end the task, which says so', async () => {
      await active('stubborn', { tools: ['calculator'] });
      ai.answer = () => calculating(null);
      const { id } = await tasks.start(caller, { agent: 'stubborn', input: 1 });
      expect(await finished(id)).toMatchObject({
        status: 'failed',
        turns: 2,
        error: {
          code: 'TOOL_INPUT_INVALID',
          message: expect.stringMatching(/calculator twice in a row.*expression/) as string,
        },
      });
      expect(ai.asked).toHaveLength(2);
    });
  });

  it('takes one of two changes of the same version', async () => {
    const agent = await agents.create(caller, { name: 'edited', goal: 'x' });
    const edits = await Promise.allSettled(
      ['a', 'b'].map((goal) => agents.update(caller, agent.id, { goal }, agent.etag)),
    );
    expect(edits.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const refused = edits.find((each) => each.status === 'rejected')!.reason as AppError;
    expect(refused.code).toBe('PRECONDITION_FAILED');
    expect((await agents.get(caller, agent.id)).version).toBe(2);
  });

  it('refuses tools and models that do not exist, and models that cannot call tools', async () => {
    const attempt = (more: object) => agents.create(caller, { name: `n${Math.random()}`, goal: 'x', ...more });
    await expect(attempt({ tools: ['nothing'] })).rejects.toMatchObject({ code: 'TOOL_NOT_FOUND' });
    await expect(attempt({ model: 'test/none' })).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
    await expect(attempt({ model: 'test/plain', tools: ['calculator'] })).rejects.toMatchObject({
      code: 'MODEL_NO_TOOLS',
      details: { issues: [{ path: 'model', message: 'these can call tools: test/able' }] },
    });
    const plain = await attempt({ model: 'test/plain' });
    await expect(agents.update(caller, plain.id, { tools: ['calculator'] }, undefined)).rejects.toMatchObject({
      code: 'MODEL_NO_TOOLS',
    });
    expect((await agents.get(caller, plain.id)).tools).toEqual([]);
  });

  it('may be saved while the default model does not answer, not when it is known to call no tools', async () => {
    const attempt = (more: object) => agents.create(caller, { name: `n${Math.random()}`, goal: 'x', ...more });
    Object.assign(ai.able, { default: undefined, 'test/silent': undefined });
    await expect(attempt({ tools: ['calculator'] })).resolves.toBeTruthy();
    await expect(attempt({ model: 'test/silent', tools: ['calculator'] })).rejects.toMatchObject({
      code: 'MODEL_UNAVAILABLE',
    });
    ai.able['default'] = false;
    await expect(attempt({ tools: ['calculator'] })).rejects.toMatchObject({ code: 'MODEL_NO_TOOLS' });
    ai.able['default'] = true;
  });

  describe('a task', () => {
    it('is one task, however often it is asked for under one key', async () => {
      const agent = await active('asked');
      const request = { agent: agent.id, goal: 'g', key: 'step-key', runId: 'run_1', stepPath: 'draft', attempt: 1 };
      const all = await Promise.all([1, 2, 3, 4].map(() => tasks.start(caller, request)));
      expect(new Set(all.map(({ id }) => id)).size).toBe(1);
      expect(await finished(all[0]!.id)).toMatchObject({ status: 'succeeded', answer: 'done', turns: 1 });
      expect((await tasks.start(caller, request)).answer).toBe('done');
      expect((await tasks.byKey(callerAs('operator'), 'step-key')).task).toBeNull();
      const facts = await bench
        .get<Database>(Database)
        .query<{ data: string }>('SELECT data FROM outbox WHERE type = ?', [agentEvents.taskFinished.type]);
      const told = facts.map(({ data }) => JSON.parse(data) as { key: string });
      expect(told.filter(({ key }) => key === 'step-key')).toMatchObject([
        { runId: 'run_1', stepPath: 'draft', attempt: 1, status: 'succeeded' },
      ]);
    });

    it('works through its tools, and stays on the version it began with', async () => {
      const agent = await active('pinned', { tools: ['calculator'] });
      let proceed = (): void => undefined;
      const edited = new Promise<void>((resolve) => (proceed = resolve));
      ai.answer = async ({ request }) => {
        if (request.messages.some(({ role }) => role === 'tool')) return { text: 'It is 42' };
        await edited;
        return { ...calls('calculator'), toolCalls: [{ id: 'c', name: 'calculator', input: { expression: '6 * 7' } }] };
      };
      const task = await tasks.start(caller, { agent: 'PINNED', input: { question: '6 * 7?' } });
      await eventually(() => expect(ai.asked).toHaveLength(1));
      await agents.update(caller, agent.id, { goal: 'Something else', tools: [] }, undefined);
      proceed();
      expect(await finished(task.id)).toMatchObject({
        status: 'succeeded',
        answer: 'It is 42',
        agentVersion: 1,
        turns: 2,
        usage: { inputTokens: 20, outputTokens: 10, costMicros: 14 },
      });
      const [first, second] = ai.asked.map(({ request }) => request);
      expect(second!.messages[0]).toEqual(first!.messages[0]);
      expect(second!.messages[0]!.content).toContain('The goal of pinned');
      expect(second!.messages.at(-1)!.content).toContain('42');
      const { items } = await tasks.transcript(caller, task.id, { limit: 50 });
      expect(items.map(({ type, turn }) => [type, turn])).toEqual([
        ['turn', 1],
        ['tool', 1],
        ['answer', 2],
      ]);
      const times = items.map(({ at }) => Date.parse(at));
      expect(times).toEqual([...times].sort((a, b) => a - b));
    });

    it('tells the model which tools it may not use, and how many it may call at once', async () => {
      await active('bounded', { tools: ['calculator', { name: 'calculator', policy: 'deny' }, 'current_time'] });
      const told: string[] = [];
      ai.answer = ({ request }) => {
        const results = request.messages.filter((message) => message.role === 'tool');
        told.push(...results.map(({ content }) => content));
        return results.length > 0
          ? { text: 'done' }
          : calls('calculator', ...Array.from({ length: 40 }, () => 'current_time'));
      };
      await finished((await tasks.start(caller, { agent: 'bounded' })).id);
      expect(ai.asked[0]!.request.tools?.map(({ name }) => name)).toEqual(['current_time']);
      expect(told).toHaveLength(41);
      expect(told[0]).toContain('TOOL_DENIED');
      expect(told[1]).toContain('output');
      expect(told.at(-1)).toContain('at most 32 calls');
    });

    it('is ended by the key of the step that waited for it', async () => {
      await active('cancelled');
      ai.answer = () => new Promise(() => undefined);
      const { id } = await tasks.start(caller, { agent: 'cancelled', key: 'cancel-key' });
      await eventually(() => expect(ai.asked).toHaveLength(1));
      expect(await tasks.cancelByKey(callerAs('operator'), 'cancel-key')).toBe(false);
      expect(await tasks.cancelByKey(caller, 'cancel-key')).toBe(true);
      expect(await finished(id)).toMatchObject({ status: 'cancelled', answer: null });
      expect(await tasks.cancelByKey(caller, 'cancel-key')).toBe(false);
      expect((await bench.get(Durable).summary(id))?.status).toBe('cancelled');
    });

    it('is taken by active agents alone', async () => {
      const { id } = await agents.create(caller, { name: 'draft', goal: 'x' });
      await expect(tasks.start(caller, { agent: id })).rejects.toMatchObject({ code: 'AGENT_INACTIVE' });
      await expect(tasks.start(callerAs('operator'), { agent: id })).rejects.toMatchObject({ code: 'AGENT_NOT_FOUND' });
    });
  });
});
