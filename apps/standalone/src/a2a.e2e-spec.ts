import { randomUUID } from 'node:crypto';
import { Role, TaskState, type Message, type StreamResponse, type Task } from '@a2a-js/sdk';
import {
  ClientFactory,
  ClientFactoryOptions,
  DefaultAgentCardResolver,
  JsonRpcTransportFactory,
} from '@a2a-js/sdk/client';
import { LLMock } from '@copilotkit/aimock';
import { activateAgent, createAgent, createApiKey, getTask, setAgentExposure } from '#libs/contracts';
import { eventually, launchDistributed, launchEmbedded, Tenant } from '#libs/testing';

const modes = {
  embedded: launchEmbedded,
  distributed: (options: { env: Record<string, string> }) => launchDistributed({ ...options, replicas: { agents: 2 } }),
};

const say = (text: string, more: Partial<Message> = {}): Message => ({
  messageId: randomUUID(),
  contextId: '',
  taskId: '',
  role: Role.ROLE_USER,
  parts: [{ content: { $case: 'text', value: text }, mediaType: 'text/plain', filename: '', metadata: undefined }],
  metadata: undefined,
  extensions: [],
  referenceTaskIds: [],
  ...more,
});
const request = (message: Message, returnImmediately = false) => ({
  tenant: '',
  message,
  configuration: { acceptedOutputModes: [], taskPushNotificationConfig: undefined, returnImmediately },
  metadata: undefined,
});
const answerOf = ({ artifacts }: Task): string =>
  artifacts
    .flatMap(({ parts }) => parts.map(({ content }) => (content?.$case === 'text' ? content.value : '')))
    .join('');

/* Agents of others work with ours by the protocol of others: the official client is the judge. */
describe.each(Object.keys(modes) as (keyof typeof modes)[])('an agent by A2A, %s', (mode) => {
  let peer: LLMock;
  let platform: { url: string; stop(): Promise<unknown> };
  let tenant: Tenant;
  let agent: string;
  let key: string;

  beforeAll(async () => {
    peer = new LLMock({ port: 0 });
    await peer.start();
    peer.onMessage('slowly', { content: 'at last' }, { latency: 60_000 });
    peer.onMessage(/and again[^]*Hello Ada/, { content: 'Ada, as before' });
    peer.onMessage('greet', { content: 'Hello Ada' });
    platform = await modes[mode]({ env: { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: `${peer.url}/v1` } });
    tenant = await Tenant.signUp(platform.url);
    agent = await offered('Greeter');
    const scopes = ['agents:run', 'agents:read'] as const;
    ({ key } = await tenant.owner.call(createApiKey, { body: { name: 'a2a', scopes: [...scopes] } }));
  }, 120_000);
  afterAll(async () => {
    await platform?.stop();
    await peer.stop();
  });

  async function offered(name: string, a2a = true): Promise<string> {
    const { id } = await tenant.owner.call(createAgent, { body: { name, goal: 'Greet people' } });
    await tenant.owner.call(activateAgent, { params: { id }, body: {} });
    await tenant.owner.call(setAgentExposure, { params: { id }, body: { mcp: false, a2a } });
    return id;
  }
  /** A client that has read the card. @param legacy of A2A 0.3 */
  const connect = async (id: string, secret = key) => {
    const fetchImpl: typeof fetch = (input, init) => {
      const headers = new Headers(init?.headers);
      headers.set('authorization', `Bearer ${secret}`);
      return fetch(input, { ...init, headers });
    };
    const factory = new ClientFactory(
      ClientFactoryOptions.createFrom(ClientFactoryOptions.default, {
        transports: [new JsonRpcTransportFactory({ fetchImpl })],
        cardResolver: new DefaultAgentCardResolver({ fetchImpl }),
      }),
    );
    return factory.createFromUrl(`${platform.url}/a2a/${id}/`);
  };
  const task = (result: unknown): Task => {
    expect(result).toHaveProperty('status');
    return result as Task;
  };

  it('has a card that says where and how it is reached', async () => {
    const client = await connect(agent);
    expect(await client.getAgentCard()).toMatchObject({
      name: 'Greeter',
      description: 'Greet people',
      capabilities: { streaming: true },
      skills: [{ id: 'agent_greeter' }],
      supportedInterfaces: [
        { url: `${platform.url}/a2a/${agent}`, protocolBinding: 'JSONRPC', protocolVersion: '1.0' },
        {},
      ],
    });
  });

  it('completes a task, and tells of it again', async () => {
    const client = await connect(agent);
    const done = task(await client.sendMessage(request(say('greet'))));
    expect(done.status!.state).toBe(TaskState.TASK_STATE_COMPLETED);
    expect(answerOf(done)).toBe('Hello Ada');
    const again = await client.getTask({ tenant: '', id: done.id });
    expect(again).toMatchObject({ id: done.id, contextId: done.contextId, artifacts: done.artifacts });
    expect(again.history[0]!.parts[0]!.content).toEqual({ $case: 'text', value: 'greet' });
    expect(await tenant.owner.call(getTask, { params: { taskId: done.id } })).toMatchObject({ answer: 'Hello Ada' });
  });

  it('takes the same message once, however often it comes', async () => {
    const client = await connect(agent);
    const message = say('greet');
    const [one, other] = await Promise.all([
      client.sendMessage(request(message)),
      client.sendMessage(request(message)),
    ]);
    expect(task(one).id).toBe(task(other).id);
    expect(task(await client.sendMessage(request(message))).id).toBe(task(one).id);
  });

  it('remembers what was said before in a context', async () => {
    const client = await connect(agent);
    const first = task(await client.sendMessage(request(say('greet'))));
    const second = task(await client.sendMessage(request(say('and again', { contextId: first.contextId }))));
    expect(second.contextId).toBe(first.contextId);
    expect(second.id).not.toBe(first.id);
    expect(answerOf(second)).toBe('Ada, as before');
    const listed = await client.listTasks({
      tenant: '',
      contextId: first.contextId,
      status: TaskState.TASK_STATE_UNSPECIFIED,
      pageToken: '',
      statusTimestampAfter: undefined,
    });
    expect(listed.tasks.map(({ id }) => id)).toEqual([second.id, first.id]);
  });

  it('streams what happens', async () => {
    const client = await connect(agent);
    const events: StreamResponse[] = [];
    for await (const event of client.sendMessageStream(request(say('greet')))) events.push(event);
    const kinds = events.map(({ payload }) => payload?.$case);
    expect([kinds[0], ...kinds.slice(-2)]).toEqual(['task', 'artifactUpdate', 'statusUpdate']);
    const last = events.at(-1)!.payload!;
    expect(last.$case === 'statusUpdate' && last.value.status!.state).toBe(TaskState.TASK_STATE_COMPLETED);
  });

  it('is cancelled in the midst of its work', async () => {
    const client = await connect(agent);
    const begun = task(await client.sendMessage(request(say('slowly'), true)));
    expect([TaskState.TASK_STATE_SUBMITTED, TaskState.TASK_STATE_WORKING]).toContain(begun.status!.state);
    await client.cancelTask({ tenant: '', id: begun.id, metadata: undefined });
    await eventually(async () => {
      const { status } = await client.getTask({ tenant: '', id: begun.id });
      expect(status!.state).toBe(TaskState.TASK_STATE_CANCELED);
    });
    await expect(client.cancelTask({ tenant: '', id: begun.id, metadata: undefined })).rejects.toThrow(
      /cancelled already/,
    );
  });

  it('refuses what it cannot take, in the words of the protocol', async () => {
    const client = await connect(agent);
    const done = task(await client.sendMessage(request(say('greet'))));
    await expect(client.sendMessage(request(say('greet', { taskId: done.id })))).rejects.toThrow(/is over/);
    await expect(client.getTask({ tenant: '', id: 'task_none' })).rejects.toThrow(/no task/);
    await expect(client.sendMessage(request(say(' ')))).rejects.toThrow(/no text/);
  });

  it('answers nobody without a key, no other company, and not for an agent that is not offered', async () => {
    await expect(connect(agent, 'none')).rejects.toThrow();
    const stranger = await Tenant.signUp(platform.url);
    const theirs = await stranger.owner.call(createApiKey, {
      body: { name: 'x', scopes: ['agents:run', 'agents:read'] },
    });
    await expect(connect(agent, theirs.key)).rejects.toThrow();
    await expect(connect(await offered('Hermit', false))).rejects.toThrow();
    const other = await offered('Other');
    const done = task(await (await connect(agent)).sendMessage(request(say('greet'))));
    await expect((await connect(other)).getTask({ tenant: '', id: done.id })).rejects.toThrow(/no task/);
  });

  it('speaks version 0.3 with who says no version', async () => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    const card = await (await fetch(`${platform.url}/a2a/${agent}/.well-known/agent-card.json`, { headers })).json();
    expect(card).toMatchObject({
      protocolVersion: '0.3.0',
      url: `${platform.url}/a2a/${agent}`,
      preferredTransport: 'JSONRPC',
    });
    const ask = async (method: string, params: object) => {
      const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
      return fetch((card as { url: string }).url, { method: 'POST', headers, body });
    };
    const message = {
      kind: 'message',
      messageId: randomUUID(),
      role: 'user',
      parts: [{ kind: 'text', text: 'greet' }],
    };
    const { result } = (await (await ask('message/send', { message })).json()) as { result: { id: string } };
    expect(result).toMatchObject({
      kind: 'task',
      status: { state: 'completed' },
      artifacts: [{ parts: [{ text: 'Hello Ada' }] }],
    });
    expect(await (await ask('tasks/get', { id: result.id })).json()).toMatchObject({ result: { id: result.id } });
    const streamed = await ask('message/stream', { message: { ...message, messageId: randomUUID() } });
    expect(streamed.headers.get('content-type')).toContain('text/event-stream');
    expect(await streamed.text()).toContain('"state":"completed"');
  });
});
