import { AppError, newId, type In, type postMessage } from '#libs/contracts';
import type { ServerEvent } from '#libs/platform/http';
import { backends, callerAs, ServiceUnderTest } from '#libs/service/testing/service-under-test';
import { agentsService } from '../../app.module.js';
import { calls, ScriptedAi, ScriptedNotifications } from '../../testing/agents-bench.js';
import { AgentsService } from '../agents/agents.service.js';
import { TasksService } from '../tasks/tasks.service.js';
import { AnswerStream } from './answer-stream.js';
import { ConversationsService } from './conversations.service.js';
import { PostingService } from './posting.service.js';
import { HeardTurn } from './spoken-words.js';

type Body = In<typeof postMessage>['body'];

describe.each(backends)('an answer as it comes, on %s', (backend) => {
  const ai = new ScriptedAi();
  const caller = callerAs('operator');
  let bench: ServiceUnderTest;
  beforeAll(async () => {
    bench = await ServiceUnderTest.start(agentsService, backend, { ai, notifications: new ScriptedNotifications() });
  });
  afterAll(() => bench.stop());

  const active = async (more: object = {}) => {
    const agents = bench.get(AgentsService);
    const { id } = await agents.create(caller, { name: `agent ${newId('agent').slice(-8)}`, goal: 'Help', ...more });
    await agents.setStatus(caller, id, 'active');
    return id;
  };
  const open = async (agentId: string, content: string, more: Partial<Body> = {}, key?: string) => {
    const taskId = newId('task');
    const leaving = new AbortController();
    const body: Body = { content, mode: 'stream', waitSeconds: 60, onDisconnect: 'continue', ...more };
    const post = () =>
      bench.get(PostingService).post(caller, agentId, body, { taskId, ...(key === undefined ? {} : { key }) });
    const onLeft = jest.fn(() => Promise.resolve());
    const events = await bench.get(AnswerStream).open(taskId, post, { signal: leaving.signal, onLeft });
    return { taskId, events, leaving, onLeft };
  };
  const read = async (events: AsyncIterable<ServerEvent>) => {
    const all: ServerEvent[] = [];
    for await (const event of events) all.push(event);
    return all;
  };
  const wordsOf = (events: ServerEvent[]) =>
    events.flatMap(({ event, data }) => (event === 'text' ? [(data as { text: string }).text] : [])).join('');

  it('tells its words, its tools and the reply, in their order', async () => {
    const agent = await active({ tools: ['calculator'] });
    ai.answer = ({ request }) =>
      request.messages.at(-1)!.role === 'tool'
        ? { text: 'It is forty two, of course' }
        : { ...calls({ name: 'calculator', input: { expression: '6 * 7' } }), text: 'Let me see' };
    const { events, taskId, onLeft } = await open(agent, '6 * 7?');
    const all = await read(events);
    expect(all[0]).toMatchObject({ event: 'accepted', data: { taskId, status: 'running' } });
    expect(wordsOf(all)).toBe('Let me seeIt is forty two, of course');
    const named = all.map(({ event }) => event).filter((event) => event !== 'text');
    expect(named).toEqual(['accepted', 'tool', 'tool-result', 'reply']);
    expect(all.filter(({ event }) => event === 'text').length).toBeGreaterThan(5);
    expect(all.find(({ event }) => event === 'tool')!.data).toEqual({
      callId: 'call0',
      tool: 'calculator',
      input: { expression: '6 * 7' },
    });
    expect(all.find(({ event }) => event === 'tool-result')!.data).toMatchObject({
      callId: 'call0',
      output: { result: 42 },
    });
    expect(all.at(-1)!.data).toMatchObject({ taskId, message: { content: 'It is forty two, of course' } });
    expect(onLeft).not.toHaveBeenCalled();
  });

  it('goes on without whoever leaves, and tells it all to whoever asks again under the key', async () => {
    const agent = await active();
    let proceed = (): void => undefined;
    ai.answer = () => new Promise((resolve) => (proceed = () => resolve({ text: 'Here it is' })));
    const first = await open(agent, 'Take your time', {}, 'again');
    const iterator = first.events[Symbol.asyncIterator]();
    const accepted = (await iterator.next()).value as ServerEvent;
    await iterator.return?.();
    expect(first.onLeft).toHaveBeenCalledTimes(1);
    const second = await open(agent, 'Take your time', {}, 'again');
    const reading = read(second.events);
    await new Promise((resolve) => setTimeout(resolve, 50));
    proceed();
    const all = await reading;
    expect(all[0]!.data).toEqual(accepted.data);
    expect(wordsOf(all)).toBe('Here it is');
    expect((await bench.get(TasksService).get(caller, first.taskId)).status).toBe('succeeded');
    const { conversationId } = accepted.data as { conversationId: string };
    expect((await bench.get(ConversationsService).get(caller, conversationId)).lastSeq).toBe(2);
  });

  it('waits in line like any other message, and ends with the problem of a task that failed', async () => {
    const agent = await active();
    let proceed = (): void => undefined;
    ai.answer = ({ request }) => {
      if (request.messages.at(-1)!.content === 'fail') throw new AppError('MODEL_REFUSED', { detail: 'No' });
      return new Promise((resolve) => (proceed = () => resolve({ text: 'first' })));
    };
    const first = await open(agent, 'one');
    const reading = read(first.events);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const [task] = (await bench.get(ConversationsService).list(caller, { limit: 1, agentId: agent })).items;
    const second = await open(agent, 'fail', { conversationId: task!.id });
    const iterator = second.events[Symbol.asyncIterator]();
    expect((await iterator.next()).value).toMatchObject({ data: { status: 'queued' } });
    proceed();
    expect(wordsOf(await reading)).toBe('first');
    await expect(iterator.next()).rejects.toMatchObject({
      code: 'TASK_FAILED',
      details: { reason: { code: 'MODEL_REFUSED' } },
    });
  });
});

describe('words that come by a way that may lose them', () => {
  const words = (from: number, text: string, attempt = 1) => ({ turn: 1, attempt, from, text });

  it('are told once each, and what was lost at the end', () => {
    const turn = new HeardTurn();
    expect(turn.hear(words(0, 'one '))).toEqual({ again: false, text: 'one ' });
    expect(turn.hear(words(8, 'three '))).toEqual({ again: false, text: '' });
    expect(turn.end('one two three')).toEqual({ again: false, text: 'two three' });
    expect(turn.hear(words(4, 'two '))).toEqual({ again: false, text: '' });
  });

  it('begin anew when the model does', () => {
    const turn = new HeardTurn();
    turn.hear(words(0, 'wrong'));
    expect(turn.hear(words(0, 'right', 2))).toEqual({ again: true, text: 'right' });
    expect(turn.hear(words(5, ' late', 1))).toEqual({ again: false, text: '' });
    expect(turn.end('right answer')).toEqual({ again: false, text: ' answer' });
    const other = new HeardTurn();
    other.hear(words(0, 'wrong'));
    expect(other.end('right')).toEqual({ again: true, text: 'right' });
  });
});
