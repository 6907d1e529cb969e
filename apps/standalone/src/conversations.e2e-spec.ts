/* The story of a tool that takes long, in both ways to run. Long because one platform is started for each. */
import { LLMock, type ChatCompletionRequest } from '@copilotkit/aimock';
import { Webhook } from 'standardwebhooks';
import {
  activateAgent,
  createAgent,
  getConversation,
  getJob,
  listJobs,
  listMessages,
  postMessage,
  rotateSigningSecret,
  type ConversationReply,
} from '#libs/contracts';
import { eventually, HttpPeer, launchDistributed, launchEmbedded, Tenant } from '#libs/testing';

interface Platform {
  url: string;
  /** Kills what does the agents' work, as a power cut would, and starts it again. */
  powerCut(): Promise<void>;
  stop(): Promise<void>;
}

const modes: Record<string, (env: Record<string, string>) => Promise<Platform>> = {
  embedded: async (env) => {
    const platform = await launchEmbedded({ env });
    const powerCut = async () => {
      await platform.kill();
      await platform.start();
    };
    return { url: platform.url, powerCut, stop: () => platform.stop() };
  },
  distributed: async (env) => {
    const platform = await launchDistributed({ env, replicas: { agents: 2 }, workers: { agents: 2 } });
    const powerCut = async () => {
      const all = [...platform.api.agents, ...platform.workers.agents];
      await Promise.all(all.map((each) => each.kill()));
      await Promise.all(all.map((each) => each.start()));
    };
    return { url: platform.url, powerCut, stop: () => platform.stop() };
  },
};

describe.each(Object.entries(modes))('conversations, %s', (_mode, launch) => {
  let model: LLMock;
  let receiver: HttpPeer;
  let platform: Platform;
  let tenant: Tenant;
  let secret: string;
  let agentId: string;

  beforeAll(async () => {
    model = new LLMock({ port: 0 });
    [receiver] = await Promise.all([HttpPeer.start(), model.start()]);
    model.on({ predicate: () => true }, ({ messages }) => answerTo(messages), { chunkSize: 6, latency: 5 });
    platform = await launch({
      OPENAI_API_KEY: 'sk-test',
      OPENAI_BASE_URL: `${model.url}/v1`,
      AAAS_EGRESS_ALLOW: '127.0.0.1',
    });
    tenant = await Tenant.signUp(platform.url);
    secret = (await tenant.owner.call(rotateSigningSecret, { body: {} })).secret;
    const agent = await tenant.owner.call(createAgent, {
      body: { name: 'Greeter', goal: 'Greet people', model: 'openai/gpt-5-mini', tools: ['hello_world_delayed'] },
    });
    agentId = agent.id;
    await tenant.owner.call(activateAgent, { params: { id: agentId }, body: {} });
  }, 120_000);
  afterAll(async () => {
    await platform?.stop();
    await Promise.all([model.stop(), receiver.stop()]);
  });

  /** Posts that arrived at a path, each verified as any receiver would; one that a power cut repeated has the same id. */
  const postsAt = (path: string) => [...new Map(allPostsAt(path).map((post) => [post.id, post])).values()];
  const allPostsAt = (path: string) =>
    receiver.posts
      .filter((post) => post.path === path)
      .map(({ headers, body }) => ({
        id: headers['webhook-id'] as string,
        ...(new Webhook(secret).verify(JSON.stringify(body), headers as Record<string, string>) as {
          type: string;
          data: { taskId?: string; id?: string; message?: { content: string } };
        }),
      }));
  const messagesOf = async (id: string) =>
    (await tenant.owner.call(listMessages, { params: { id }, query: { limit: 200 } })).items;
  const count = async (id: string, expected: number) =>
    eventually(
      async () => {
        const items = await messagesOf(id);
        expect(items).toHaveLength(expected);
        return items;
      },
      { withinMs: 60_000 },
    );

  it('a slow tool: an answer at once, then the result after a power cut, posted once, and the agent goes on', async () => {
    const began = performance.now();
    const reply = (await tenant.owner.call(postMessage, {
      params: { id: agentId },
      body: { content: 'greet Ada after 8', webhookUrl: `${receiver.url}/story` },
    })) as ConversationReply;
    expect(performance.now() - began).toBeLessThan(6000);
    const { conversationId, pendingJobs } = reply;
    expect(reply.message.content).toBe('I have started it.');
    expect(pendingJobs).toMatchObject([{ tool: 'hello_world_delayed' }]);
    const job = await tenant.owner.call(getJob, { params: { id: pendingJobs[0]!.id } });
    expect(['queued', 'running']).toContain(job.status);
    await platform.powerCut();
    const all = await count(conversationId, 4);
    expect(all.map(({ role, content }) => `${role}: ${content}`)).toEqual([
      'user: greet Ada after 8',
      'assistant: I have started it.',
      expect.stringContaining('Hello, Ada!'),
      'assistant: The greeting is there: Hello, Ada!',
    ]);
    expect(all[2]).toMatchObject({ role: 'tool', jobId: job.id, taskId: all[3]!.taskId });
    const posts = await eventually(() => {
      const found = postsAt('/story');
      expect(found.length).toBeGreaterThanOrEqual(3);
      return found;
    });
    expect(posts.map(({ type }) => type).sort()).toEqual([
      'conversation.reply.v1',
      'conversation.reply.v1',
      'job.finished.v1',
    ]);
    expect(posts.find(({ type }) => type === 'job.finished.v1')!.data.id).toBe(job.id);
    expect(posts.map(({ data }) => data.message?.content)).toContain('The greeting is there: Hello, Ada!');
    expect(allPostsAt('/story').filter(({ type }) => type === 'job.finished.v1')).toHaveLength(1);
    expect(await tenant.owner.call(getConversation, { params: { id: conversationId } })).toMatchObject({
      workingTaskId: null,
      pendingJobs: [],
      waiting: [],
    });
  }, 120_000);

  it('several jobs and messages at once: one after the other, none lost, none twice', async () => {
    await tenant.signInAgain();
    const first = await tenant.owner.call(postMessage, { params: { id: agentId }, body: { content: 'hello' } });
    const { conversationId } = first;
    const delays = [6, 4, 5];
    await Promise.all(
      delays.map((delay) =>
        tenant.owner.call(postMessage, {
          params: { id: agentId },
          body: {
            content: `greet N${delay} after ${delay}`,
            conversationId,
            mode: 'async',
            webhookUrl: `${receiver.url}/many`,
          },
        }),
      ),
    );
    await eventually(async () => {
      const { items } = await tenant.owner.call(listJobs, { query: { conversationId } });
      expect(items).toHaveLength(3);
    });
    await platform.powerCut();
    const all = await count(conversationId, 2 + 6 + 6);
    expect(all.map(({ seq }) => seq)).toEqual(Array.from({ length: 14 }, (_, n) => n + 1));
    // Whatever came in was answered before the next one.
    for (let n = 0; n < all.length; n += 2) {
      expect(all[n]!.role).not.toBe('assistant');
      expect(all[n + 1]).toMatchObject({ role: 'assistant', kind: 'message', taskId: all[n]!.taskId });
    }
    const results = all.filter(({ role }) => role === 'tool').map(({ jobId }) => jobId);
    expect(new Set(results).size).toBe(3);
    const posts = await eventually(() => {
      const found = postsAt('/many');
      expect(found.length).toBeGreaterThanOrEqual(9);
      return found;
    });
    expect(posts).toHaveLength(9);
  }, 120_000);

  it('words as they come; whoever leaves ends nothing', async () => {
    await tenant.signInAgain();
    const open = (content: string, signal?: AbortSignal) =>
      tenant.owner.open(postMessage, { params: { id: agentId }, body: { content, mode: 'stream' } }, signal);
    const response = await open('tell a story');
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const events = eventsOf(await response.text());
    expect(events.map(({ event }) => event)).toEqual(['accepted', ...events.slice(1, -1).map(() => 'text'), 'reply']);
    expect(events.length).toBeGreaterThan(6);
    const text = events.map(({ data }) => (data as { text?: string }).text ?? '').join('');
    expect(text).toBe(story);
    expect(events.at(-1)!.data).toMatchObject({ message: { content: story } });
    const leaving = new AbortController();
    const left = await open('tell a story', leaving.signal);
    const { value } = await left.body!.getReader().read();
    leaving.abort();
    const { data } = eventsOf(Buffer.from(value!).toString())[0]!;
    const { conversationId } = data as { conversationId: string };
    expect((await count(conversationId, 2))[1]).toMatchObject({ role: 'assistant', content: story });
  }, 120_000);
});

const story = 'Once upon a time there was a platform that forgot nothing, not even when its power was cut.';

/** Starts the slow tool when it is asked to greet, says so when it is started, and says the greeting when it comes. */
function answerTo(messages: ChatCompletionRequest['messages']) {
  const last = messages.at(-1)!;
  const content = typeof last.content === 'string' ? last.content : JSON.stringify(last.content);
  const [, name, delay] = /greet (\w+) after (\d+)/.exec(content) ?? [];
  if (last.role === 'tool') {
    const [, greeting] = /"greeting":\s*"([^"]+)"/.exec(content) ?? [];
    return { content: greeting ? `The greeting is there: ${greeting}` : 'I have started it.' };
  }
  if (name === undefined) return { content: content.includes('story') ? story : 'Hello.' };
  const input = JSON.stringify({ name, delaySeconds: Number(delay) });
  return { toolCalls: [{ name: 'hello_world_delayed', arguments: input }] };
}

const eventsOf = (text: string): { event: string; data: unknown }[] =>
  text
    .split('\n\n')
    .filter((block) => block.startsWith('event:'))
    .map((block) => ({
      event: /^event: (.*)$/m.exec(block)![1]!,
      data: JSON.parse(/^data: (.*)$/m.exec(block)![1]!) as unknown,
    }));
