/* Tools in the background against a real database. Long because one service is started for all of it. */
import { AppError, newId, type Caller } from '#libs/contracts';
import { backends, callerAs, ServiceUnderTest } from '#libs/service/testing/service-under-test';
import { eventually } from '#libs/testing';
import { agentsService } from '../../app.module.js';
import { calls, lastAsked, ScriptedAi, ScriptedNotifications } from '../../testing/agents-bench.js';
import { ScriptedTools } from '../../testing/scripted-tools.js';
import { AgentsService } from '../agents/agents.service.js';
import { ConversationsService } from '../conversations/conversations.service.js';
import { PostingService } from '../conversations/posting.service.js';
import { ReplyReader } from '../conversations/reply-reader.js';
import { TasksService } from '../tasks/tasks.service.js';
import { Toolbox } from '../tools/toolbox.js';
import { JobsService } from './jobs.service.js';

const never = new AbortController().signal;

describe.each(backends)('jobs on %s', (backend) => {
  const ai = new ScriptedAi();
  const notifications = new ScriptedNotifications();
  const caller = callerAs('operator');
  let bench: ServiceUnderTest;
  let jobs: JobsService;
  let tools: ScriptedTools;

  beforeAll(async () => {
    bench = await ServiceUnderTest.start(agentsService, backend, { ai, notifications });
    jobs = bench.get(JobsService);
    tools = new ScriptedTools(bench.get(Toolbox));
  });
  afterAll(() => bench.stop());
  afterEach(() => {
    ai.answer = () => ({ text: 'done' });
    ai.asked.length = 0;
    notifications.sent.length = 0;
  });

  const active = async (more: object = {}, who: Caller = caller) => {
    const agents = bench.get(AgentsService);
    const { id } = await agents.create(who, { name: `agent ${newId('agent').slice(-8)}`, goal: 'Help', ...more });
    await agents.setStatus(who, id, 'active');
    return id;
  };
  const say = async (agentId: string, content: string, conversationId?: string) => {
    const body = { content, mode: 'wait', waitSeconds: 10, onDisconnect: 'continue' } as const;
    const turn = await bench
      .get(PostingService)
      .post(caller, agentId, { ...body, ...(conversationId === undefined ? {} : { conversationId }) });
    return (await bench.get(ReplyReader).wait(turn, 20_000, never))!;
  };
  const messages = async (conversationId: string) =>
    (await bench.get(ConversationsService).messagesOf(caller, conversationId, { limit: 200, order: 'asc' })).items;
  const ended = (id: string) =>
    eventually(async () => {
      const job = await jobs.get(caller, id);
      expect(job.finishedAt).not.toBeNull();
      return job;
    });
  const inject = async (url: string, payload: unknown, contentType = 'application/json') => {
    const { pathname } = new URL(url);
    const { statusCode, body } = await bench.service.fastify.inject({
      method: 'POST',
      url: pathname,
      headers: { 'content-type': contentType },
      payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
    });
    return [statusCode, (JSON.parse(body) as { code?: string }).code];
  };

  it('of an agent: the reply comes at once, the result later, and the agent goes on with it by itself', async () => {
    const agent = await active({ tools: ['hello_world_delayed'] });
    ai.answer = ({ request }) => {
      const last = request.messages.at(-1)!;
      if (last.role === 'user') return calls({ name: 'hello_world_delayed', input: { name: 'Ada', delaySeconds: 1 } });
      const { status, output } = JSON.parse(last.content as string) as {
        status?: string;
        output: { status?: string; greeting?: string };
      };
      return { text: status === 'succeeded' ? `It says: ${output.greeting}` : 'I have started it' };
    };
    const reply = await say(agent, 'Greet Ada, slowly');
    const [pending] = reply.pendingJobs;
    expect(reply).toMatchObject({
      message: { content: 'I have started it', jobs: [{ id: pending!.id, tool: 'hello_world_delayed' }] },
      pendingJobs: [{ tool: 'hello_world_delayed' }],
    });
    const { conversationId } = reply;
    const all = await eventually(async () => {
      const found = await messages(conversationId);
      expect(found).toHaveLength(4);
      return found;
    });
    expect(all.map(({ role, kind }) => [role, kind])).toEqual([
      ['user', 'message'],
      ['assistant', 'message'],
      ['tool', 'message'],
      ['assistant', 'message'],
    ]);
    const [, , result, followUp] = all;
    expect(result).toMatchObject({
      jobId: pending!.id,
      tool: 'hello_world_delayed',
      data: { greeting: 'Hello, Ada!', delaySeconds: 1 },
      taskId: followUp!.taskId,
    });
    expect(followUp!.content).toBe('It says: Hello, Ada!');
    expect(lastAsked(ai.asked.at(-1)!)).toMatchObject([
      { role: 'user' },
      { role: 'assistant', toolCalls: [{ name: 'hello_world_delayed', input: { name: 'Ada' } }] },
      { role: 'tool', content: expect.stringContaining('queued') },
      { role: 'assistant', content: 'I have started it', toolCalls: [{ name: 'hello_world_delayed' }] },
      { role: 'tool', content: expect.stringContaining('Hello, Ada!') },
    ]);
    expect(await jobs.get(caller, pending!.id)).toMatchObject({
      status: 'succeeded',
      conversationId,
      agentId: agent,
      taskId: reply.taskId,
      progress: { done: 1 },
      attempts: 1,
    });
  });

  it('of a task outside of conversations: the call waits for it, and the job ends with the task', async () => {
    const agent = await active({ tools: ['hello_world_delayed'] });
    const tasks = bench.get(TasksService);
    ai.answer = ({ request }) => {
      const last = request.messages.at(-1)!;
      const delaySeconds = last.content === 'slow' ? 60 : 0;
      return last.role === 'user'
        ? calls({ name: 'hello_world_delayed', input: { delaySeconds } })
        : { text: last.content as string };
    };
    const quick = await tasks.start(caller, { agent, goal: 'quick' });
    await eventually(async () => expect((await tasks.get(caller, quick.id)).answer).toContain('Hello, world!'));
    const slow = await tasks.start(caller, { agent, goal: 'slow' });
    const job = await eventually(async () => {
      const [found] = (await jobs.list(caller, { limit: 1, taskId: slow.id })).items;
      expect(found).toMatchObject({ status: 'running', conversationId: null });
      expect((await tasks.get(caller, slow.id)).status).toBe('waiting');
      return found!;
    });
    await tasks.cancel(caller, slow.id);
    expect(await ended(job.id)).toMatchObject({ status: 'cancelled' });
  });

  it('any number of them, in any order: each result is a message of its own, and each is answered', async () => {
    const open = new Map<number, (value: unknown) => void>();
    tools.add('slow', (input) => new Promise((resolve) => open.set((input as { n: number }).n, resolve)));
    const agent = await active();
    jest.spyOn(bench.get(Toolbox), 'specs').mockResolvedValue([]);
    const { conversationId } = await say(agent, 'hello');
    const started = await Promise.all(
      Array.from({ length: 8 }, (_, n) => jobs.start(caller, { tool: 'slow', input: { n }, conversationId })),
    );
    await eventually(() => expect(open.size).toBe(8));
    for (const n of [5, 2, 7, 0, 1, 6, 3, 4]) open.get(n)!({ n });
    const all = await eventually(
      async () => {
        const found = await messages(conversationId);
        expect(found).toHaveLength(2 + 16);
        return found;
      },
      { withinMs: 20_000 },
    );
    const results = all.filter(({ role }) => role === 'tool');
    expect(results.map(({ jobId }) => jobId).sort()).toEqual(started.map(({ id }) => id).sort());
    expect(all.slice(2).map(({ role }) => role)).toEqual(Array.from({ length: 8 }, () => ['tool', 'assistant']).flat());
    jest.restoreAllMocks();
  });

  it('an outside system answers with the address that the call was given, once', async () => {
    const urls: string[] = [];
    tools.add('outside', (_input, { callback }) => {
      urls.push(callback!.url);
      return callback!.wait();
    });
    const { id } = await jobs.start(caller, { tool: 'outside', input: {} });
    await eventually(async () => expect((await jobs.get(caller, id)).awaiting).toBe('callback'));
    const [url] = urls as [string];
    const answers = await Promise.all([1, 2, 3].map((n) => inject(url, { n })));
    expect(answers.map(([status]) => status).sort()).toEqual([202, 409, 409]);
    expect(await ended(id)).toMatchObject({ status: 'succeeded', output: { n: expect.any(Number) }, awaiting: null });
    expect(await inject(url, {})).toEqual([409, 'CALLBACK_USED']);
    expect(urls).toHaveLength(1);
    const [body, signature] = url.split('/').at(-1)!.split('.') as [string, string];
    const other = Buffer.from(JSON.stringify([newId('job'), 1])).toString('base64url');
    const unsigned = `${body}.${'A'.repeat(signature.length)}`;
    for (const forged of ['x', `${body}.`, unsigned, `${other}.${signature}`, `${body}.${signature}.x`])
      expect(await inject(`${url.slice(0, url.lastIndexOf('/'))}/${forged}`, {})).toEqual([404, 'CALLBACK_NOT_FOUND']);
  });

  it('an answer that comes before the call waits for it counts', async () => {
    let go = (): void => undefined;
    let url = '';
    tools.add('early', async (_input, { callback }) => {
      url = callback!.url;
      await new Promise<void>((resolve) => (go = resolve));
      return callback!.wait();
    });
    const { id } = await jobs.start(caller, { tool: 'early', input: {} });
    await eventually(() => expect(url).not.toBe(''));
    expect(await inject(url, 'thanks', 'text/plain')).toEqual([202, undefined]);
    go();
    expect(await ended(id)).toMatchObject({ status: 'succeeded', output: 'thanks' });
  });

  it('let go of their worker while they wait for a time, and go by the time at which they began', async () => {
    const began: number[] = [];
    tools.add('sleeper', async (_input, { at, sleepUntil, progress }) => {
      began.push(at);
      progress?.({ done: 0.5, message: 'half' });
      await sleepUntil!(at + 2600);
      return { at };
    });
    const { id } = await jobs.start(caller, { tool: 'sleeper', input: {} });
    await eventually(async () =>
      expect(await jobs.get(caller, id)).toMatchObject({
        status: 'running',
        awaiting: 'time',
        progress: { done: 0.5, message: 'half' },
      }),
    );
    expect(await ended(id)).toMatchObject({ status: 'succeeded', output: { at: began[0] } });
    expect(began).toEqual([began[0], began[0]]);
  });

  it('are repeated under one key while that may help, and by people under another', async () => {
    const keys: string[] = [];
    tools.add('moody', (_input, { key }) => {
      keys.push(key);
      if (keys.length < 2) throw new AppError('TOOL_FAILED', { detail: 'not now' });
      if (keys.length === 2) throw new AppError('EGRESS_REFUSED', { detail: 'never' });
      return 'at last';
    });
    const { id } = await jobs.start(caller, { tool: 'moody', input: {}, webhookUrl: 'https://hooks.example.com/j' });
    expect(await ended(id)).toMatchObject({ status: 'failed', error: { code: 'EGRESS_REFUSED' }, attempts: 2 });
    await jobs.retry(caller, id);
    expect(await ended(id)).toMatchObject({ status: 'succeeded', output: 'at last', error: null, attempts: 3 });
    expect([keys[0] === keys[1], keys[1] === keys[2]]).toEqual([true, false]);
    await expect(jobs.retry(caller, id)).rejects.toMatchObject({ code: 'JOB_STATE' });
    await eventually(() => expect(notifications.sent).toHaveLength(2));
    expect(notifications.sent.map(({ payload }) => payload)).toMatchObject([
      { type: 'job.finished.v1', data: { id, status: 'failed' } },
      { type: 'job.finished.v1', data: { id, status: 'succeeded', output: 'at last' } },
    ]);
  });

  it('that have an effect are not repeated blindly', async () => {
    let made = 0;
    tools.add(
      'effect',
      () => {
        made += 1;
        throw new AppError('TOOL_FAILED', { detail: 'no answer', unknown: true });
      },
      { effect: 'effectful' },
    );
    const { id } = await jobs.start(caller, { tool: 'effect', input: {} });
    expect(await ended(id)).toMatchObject({ status: 'failed', error: { code: 'STEP_UNKNOWN' } });
    expect(made).toBe(1);
  });

  it('are cancelled in the midst of their call, and while they wait', async () => {
    let aborted = false;
    tools.add('endless', (_input, { signal }) => {
      signal.addEventListener('abort', () => (aborted = true));
      return new Promise(() => undefined);
    });
    const endless = await jobs.start(caller, { tool: 'endless', input: {} });
    await eventually(async () => expect((await jobs.get(caller, endless.id)).status).toBe('running'));
    expect(await jobs.cancel(caller, endless.id)).toMatchObject({ status: 'cancelled', output: null });
    expect(aborted).toBe(true);
    const urls: string[] = [];
    tools.add('waiting', (_input, { callback }) => {
      urls.push(callback!.url);
      return callback!.wait();
    });
    const waiting = await jobs.start(caller, { tool: 'waiting', input: {} });
    await eventually(async () => expect((await jobs.get(caller, waiting.id)).awaiting).toBe('callback'));
    expect(await jobs.cancel(caller, waiting.id)).toMatchObject({ status: 'cancelled' });
    expect(await inject(urls[0]!, {})).toEqual([410, 'CALLBACK_GONE']);
  });

  it('that are asked for wrongly are not there', async () => {
    await expect(jobs.start(caller, { tool: 'nothing', input: {} })).rejects.toMatchObject({ code: 'TOOL_NOT_FOUND' });
    await expect(
      jobs.start(caller, { tool: 'hello_world_delayed', input: { delaySeconds: 'x' } }),
    ).rejects.toMatchObject({ code: 'TOOL_INPUT_INVALID' });
    const agent = await active({ tools: ['hello_world_delayed'] });
    ai.answer = ({ request }) => {
      const last = request.messages.at(-1)!;
      return last.role === 'user'
        ? calls({ name: 'hello_world_delayed', input: { delaySeconds: -1 } })
        : { text: last.content as string };
    };
    const reply = await say(agent, 'go');
    expect(reply.message.content).toContain('TOOL_INPUT_INVALID');
    expect(reply.pendingJobs).toEqual([]);
  });

  it('are one job under one key', async () => {
    const all = await Promise.all(
      [1, 2, 3].map(() => jobs.start(caller, { tool: 'hello_world_delayed', input: { delaySeconds: 0 }, key: 'k' })),
    );
    expect(new Set(all.map(({ id }) => id)).size).toBe(1);
  });

  it('A1: are of one company', async () => {
    const { id } = await jobs.start(caller, { tool: 'hello_world_delayed', input: { delaySeconds: 0 } });
    await ended(id);
    const stranger = callerAs('owner');
    for (const attempt of [
      () => jobs.get(stranger, id),
      () => jobs.cancel(stranger, id),
      () => jobs.retry(stranger, id),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' });
    expect((await jobs.list(stranger, { limit: 10 })).items).toEqual([]);
    const { conversationId } = await say(await active(), 'secret');
    await expect(
      jobs.start(stranger, { tool: 'hello_world_delayed', input: {}, conversationId }),
    ).rejects.toMatchObject({ code: 'CONVERSATION_NOT_FOUND' });
    const { items } = await jobs.list(caller, { limit: 200, tool: 'hello_world_delayed', status: 'succeeded' });
    expect(items.map((job) => job.id)).toContain(id);
  });
});
