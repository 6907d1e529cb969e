/** Agents through the whole platform: they ask before they act, survive kill -9 without paying twice, and are watched live. */
import { LLMock } from '@copilotkit/aimock';
import {
  activateAgent,
  answerInboxItem,
  createAgent,
  getAgentPerformance,
  getTask,
  getTranscript,
  listInbox,
  listTasks,
  live,
  rateTask,
  runAgentByDashedName,
  runAgentByName,
  taskEvents,
  type InboxItem,
  type Task,
} from '#libs/contracts';
import {
  eventually,
  launchDistributed,
  launchEmbedded,
  Tenant,
  type DistributedPlatform,
  type ServiceProcess,
} from '#libs/testing';

let peer: LLMock;
let platform: ServiceProcess;
let tenant: Tenant;
beforeAll(async () => {
  peer = new LLMock({ port: 0 });
  await peer.start();
  const usage = { prompt_tokens: 100, completion_tokens: 10 };
  peer.on({ userMessage: /How many/ }, { content: 'Three, I think', usage });
  peer.on({ userMessage: /does not fit/ }, { content: '{"count":3}', usage });
  const call = { id: 'call_1', name: 'calculator', arguments: '{"expression":"6 * 7"}' };
  peer.on({ hasToolResult: false }, { content: 'Let me see', toolCalls: [call], usage });
  peer.on({ hasToolResult: true, toolResultContains: '42' }, { content: 'It is 42', usage });
  peer.on({ hasToolResult: true, toolResultContains: 'TOOL_DENIED' }, { content: 'I was not allowed to', usage });
  platform = await launchEmbedded({ env: { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: `${peer.url}/v1` } });
  tenant = await Tenant.signUp(platform.url);
}, 120_000);
afterAll(async () => {
  await platform?.stop();
  await peer.stop();
});

const hire = async (name: string, policy: 'allow' | 'ask') => {
  const { id } = await tenant.owner.call(createAgent, {
    body: { name, goal: 'Calculate', model: 'openai/gpt-5-mini', tools: [{ name: 'calculator', policy }] },
  });
  await tenant.owner.call(activateAgent, { params: { id }, body: {} });
  return id;
};
const dispatch = async (name: string) =>
  (await tenant.owner.call(runAgentByName, { params: { name }, body: { goal: 'What is 6 * 7?' } })).taskId;
const ended = (taskId: string): Promise<Task> =>
  eventually(
    async () => {
      const task = await tenant.owner.call(getTask, { params: { taskId } });
      if (task.finishedAt === null) throw new Error(`The task is ${task.status}`);
      return task;
    },
    { withinMs: 60_000 },
  );
const question = (taskId: string): Promise<InboxItem> =>
  eventually(async () => {
    const { items } = await tenant.owner.call(listInbox, { query: {} });
    const item = items.find(({ task }) => task?.id === taskId);
    if (!item) throw new Error('Nothing is asked');
    return item;
  });

/** Reads a stream until it ends. */
async function events(opened: Promise<Response>): Promise<{ id: string; event: string; data: unknown }[]> {
  const answer = await opened;
  const text = await answer.text();
  return text.split('\n\n').flatMap((block) => {
    const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, 'm').exec(block)?.[1];
    const data = field('data');
    if (data === undefined) return [];
    return [{ id: field('id') ?? '', event: field('event') ?? '', data: JSON.parse(data) as unknown }];
  });
}

describe('an agent that has to ask', () => {
  it('shows exactly what it would do, waits also across a restart, and goes on when a person approves', async () => {
    const id = await hire('careful', 'ask');
    const taskId = await dispatch('careful');
    const item = await question(taskId);
    expect(item).toMatchObject({
      kind: 'approval',
      title: 'May careful use calculator?',
      canAnswer: true,
      task: { id: taskId, agentId: id, agentName: 'careful' },
      facts: expect.arrayContaining([{ label: 'Arguments', value: { expression: '6 * 7' } }]) as unknown,
    });
    await platform.kill();
    await platform.start();
    await tenant.signInAgain();
    const watching = Promise.all([
      events(tenant.owner.open(taskEvents, { params: { taskId }, query: {} })),
      events(tenant.owner.open(live, { query: { watch: `${taskId}@1` } })),
    ]);
    expect((await tenant.owner.call(getTask, { params: { taskId } })).status).toBe('waiting');
    await tenant.owner.call(answerInboxItem, {
      params: { id: item.id },
      body: { decision: 'approved', comment: 'go' },
    });
    expect(await ended(taskId)).toMatchObject({ status: 'succeeded', answer: 'It is 42', turns: 2 });
    expect(peer.getRequests()).toHaveLength(2);

    const [own, joint] = await watching;
    expect(own[0]).toMatchObject({ id: '1' });
    expect(own.at(-1)).toMatchObject({ event: 'run.finished' });
    expect(own.map(({ event }) => event)).toEqual(
      expect.arrayContaining(['step.suspended', 'step.resolved', 'step.succeeded']),
    );
    expect(joint[0]).toMatchObject({ id: `${taskId}@2` });
    expect(joint).toHaveLength(own.length - 1);
    // A stream that broke off goes on behind what was seen.
    const after = Number(own.at(-3)!.id);
    const rest = await events(tenant.owner.open(taskEvents, { params: { taskId }, query: { after } }));
    expect(rest.map((event) => event.id)).toEqual(own.slice(-2).map((event) => event.id));

    const { items } = await tenant.owner.call(getTranscript, { params: { taskId }, query: {} });
    expect(items).toMatchObject([
      { type: 'turn', text: 'Let me see', usage: { inputTokens: 100 } },
      { type: 'tool', tool: 'calculator', approval: { reason: 'policy', decision: 'approved', comment: 'go' } },
      { type: 'answer', text: 'It is 42' },
    ]);
    await tenant.owner.call(rateTask, { params: { taskId }, body: { score: 5 } });
    expect((await tenant.owner.call(getAgentPerformance, { params: { id }, query: {} })).total).toMatchObject({
      tasks: 1,
      succeeded: 1,
      rating: 5,
    });
  }, 120_000);

  it('is told when a person refuses, and can be found among the tasks', async () => {
    // The other spelling of the same.
    const dashed = { params: { name: 'careful' }, body: { goal: 'What is 6 * 7?' } };
    const { taskId } = await tenant.owner.call(runAgentByDashedName, dashed);
    await tenant.owner.call(answerInboxItem, {
      params: { id: (await question(taskId)).id },
      body: { decision: 'rejected' },
    });
    expect(await ended(taskId)).toMatchObject({ status: 'succeeded', answer: 'I was not allowed to' });
    const { items } = await tenant.owner.call(listTasks, { query: { status: 'succeeded', search: '6 * 7' } });
    expect(items.map((task) => task.id)).toContain(taskId);
  }, 120_000);
});

it('gives a result that fits the schema it was asked for, mended where it did not', async () => {
  await hire('counter', 'allow');
  const paid = peer.getRequests().length;
  const schema = { type: 'object', required: ['count'], properties: { count: { type: 'integer' } } };
  const body = { goal: 'How many are there?', schema };
  const { taskId } = await tenant.owner.call(runAgentByName, { params: { name: 'counter' }, body });
  expect(await ended(taskId)).toMatchObject({ status: 'succeeded', data: { count: 3 }, turns: 1 });
  expect(peer.getRequests().length - paid).toBe(2);
}, 120_000);

/** The service of models stays alive: it keeps each answer under the key of its turn. Killed in the midst of an answer it would ask, and pay, again. */
describe('F1: kill -9 of a worker in the midst of a task', () => {
  let distributed: DistributedPlatform;
  beforeAll(async () => {
    distributed = await launchDistributed({
      env: { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: `${peer.url}/v1` },
      workers: { company: 1, agents: 1, notifications: 1 },
    });
    tenant = await Tenant.signUp(distributed.url);
    await hire('steady', 'allow');
  }, 180_000);
  afterAll(() => distributed?.stop());

  /** The first effect is the first turn, the second one the second; between them are the commits of the turn and of the call. */
  it.each(['before-effect:1', 'after-effect:1', 'before-commit:2', 'after-commit:2', 'after-effect:2'])(
    'at %s: it goes on, and no turn is paid for twice',
    async (point) => {
      const [worker] = distributed.workers.agents;
      await worker!.halt();
      await worker!.start({ AAAS_CRASH_POINT: point });
      const paid = peer.getRequests().length;
      const died = worker!.gone();
      const taskId = await dispatch('steady');
      await died;
      await worker!.start();
      expect(await ended(taskId)).toMatchObject({ status: 'succeeded', answer: 'It is 42', turns: 2 });
      expect(peer.getRequests().length - paid).toBe(2);
    },
    120_000,
  );
});
