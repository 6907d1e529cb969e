import { agentsRpc, chatRpc, newId, webOrigin, type Caller, type RpcIn } from '#libs/contracts';
import { HandleRpc } from '#libs/platform/rpc';
import { backends, callerAs } from '#libs/service/testing/service-under-test';
import { CompanyBench } from '../../testing/company-bench.js';
import { ChatsService } from '../chats/chats.service.js';
import { WidgetsService } from './widgets.service.js';

/** Says back what it is told, in two words. */
class TalkingAgents {
  readonly staff = new Set<string>();
  readonly told: RpcIn<typeof chatRpc.converse>[] = [];
  readonly conversationId = newId('conversation');
  @HandleRpc(agentsRpc.known) known(_: Caller, { agents }: RpcIn<typeof agentsRpc.known>) {
    const known = agents.filter((ref) => this.staff.has(ref));
    return { agents: known.map((ref) => ({ ref, status: 'active' as const })), tools: [] };
  }
  @HandleRpc(chatRpc.converse) async *converse(_: Caller, request: RpcIn<typeof chatRpc.converse>) {
    this.told.push(request);
    await Promise.resolve();
    yield { type: 'accepted' as const, conversationId: this.conversationId, taskId: newId('task') };
    yield { type: 'text' as const, text: 'You said ' };
    yield { type: 'text' as const, text: request.content };
    yield { type: 'reply' as const, content: `You said ${request.content}` };
  }
}

const origin = 'http://platform.example';
const shop = 'https://shop.example';

describe.each(backends)('chat widgets on %s', (backend) => {
  let bench: CompanyBench;
  let widgets: WidgetsService;
  let workflow: string;
  const agents = new TalkingAgents();
  beforeAll(async () => {
    bench = await CompanyBench.start(backend, { AAAS_PUBLIC_URL: origin }, { agents });
    widgets = bench.get(WidgetsService);
    workflow = await bench.publish({
      nodes: [
        { id: 'asked', kind: 'trigger.chat', config: {} },
        { id: 'answer', kind: 'flow.respond', config: { body: '{{ "Re: " + input.message }}' } },
      ],
      edges: [{ from: 'asked', to: 'answer' }],
    });
  });
  afterAll(() => bench.stop());

  const caller = () => bench.owner.caller;
  const make = (more: object = {}) =>
    widgets.create(caller(), {
      name: 'Help',
      target: { kind: 'workflow', id: workflow },
      greeting: 'Hello <b>you</b>',
      language: 'en',
      origins: [shop],
      perMinute: 60,
      enabled: true,
      ...more,
    });
  const ask = async (
    url: string,
    more: { method?: 'POST'; headers?: object; payload?: string; remoteAddress?: string } = {},
  ) => {
    const { statusCode, headers, body } = await bench.service.service.fastify.inject({
      method: 'GET',
      url,
      ...more,
    } as never);
    const events = [...body.matchAll(/^event: (.*)\ndata: (.*)$/gm)].map(
      ([, event, data]) => [event, JSON.parse(data!)] as [string, Record<string, unknown>],
    );
    return { status: statusCode, headers, body, events };
  };
  const say = (publicId: string, content: string, headers: object = {}, remoteAddress = '203.0.113.7') =>
    ask(`/embed/${publicId}/messages`, {
      method: 'POST',
      headers: Object.fromEntries(
        Object.entries({ 'content-type': 'application/json', origin, ...headers }).filter(
          ([, value]) => value !== undefined,
        ),
      ),
      payload: JSON.stringify({ content }),
      remoteAddress,
    });

  it('A7: the page runs own scripts alone, may be framed by the origins that are named alone, and sets no cookie', async () => {
    const { publicId, snippet } = await make({ origins: [shop, 'http://localhost:3000'] });
    expect(snippet).toBe(`<script async src="${origin}/embed/widget.js" data-widget="${publicId}"></script>`);
    const { status, headers, body } = await ask(`/embed/${publicId}`);
    expect([status, headers['set-cookie']]).toEqual([200, undefined]);
    expect(headers['content-security-policy']).toBe(
      `default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors ${shop} http://localhost:3000`,
    );
    expect(body).toContain('Hello &lt;b&gt;you&lt;/b&gt;');
    const nowhere = await make({ origins: [] });
    expect((await ask(`/embed/${nowhere.publicId}`)).headers['content-security-policy']).toContain(
      "frame-ancestors 'none'",
    );
    for (const [file, type] of [
      ['widget.js', 'text/javascript; charset=utf-8'],
      ['chat.js', 'text/javascript; charset=utf-8'],
      ['chat.css', 'text/css; charset=utf-8'],
    ] as const) {
      const asset = await ask(`/embed/${file}`);
      expect([asset.status, asset.headers['content-type']]).toEqual([200, type]);
      expect(asset.body.length).toBeLessThan(6000);
    }
  });

  it.each([
    '*',
    'https://*.shop.example',
    'https://shop.example/',
    'https://shop.example/path',
    "https://shop.example; script-src 'unsafe-inline'",
    'https://a.example https://b.example',
    'javascript:alert(1)',
    'null',
    'https://SHOP.example',
    'https://shop.example:443',
  ])('A7: take no origin such as %s', (text) => {
    expect(webOrigin.safeParse(text).success).toBe(false);
  });

  it('take messages of strangers, answer in events, and go on with the token of the chat alone', async () => {
    const { id, publicId } = await make();
    const first = await say(publicId, 'Hi');
    expect(first.events).toEqual([
      ['accepted', { token: expect.stringMatching(/^[\w-]{43}$/) as string, seq: 1 }],
      ['answer', { seq: 1, answer: 'Re: Hi' }],
    ]);
    expect(first.headers['access-control-allow-origin']).toBeUndefined();
    const token = String(first.events[0]![1]['token']);
    expect((await say(publicId, 'More', { 'x-chat-token': token })).events[1]).toEqual([
      'answer',
      { seq: 2, answer: 'Re: More' },
    ]);
    const before = await ask(`/embed/${publicId}/messages`, { headers: { 'x-chat-token': token } });
    expect(JSON.parse(before.body)).toMatchObject({
      items: [{ content: 'Hi' }, { content: 'More', answer: 'Re: More' }],
    });
    const other = await make();
    expect((await say(other.publicId, 'x', { 'x-chat-token': token })).status).toBe(404);
    expect((await ask(`/embed/${publicId}/messages`, { headers: { 'x-chat-token': 'a'.repeat(43) } })).status).toBe(
      404,
    );
    const { items } = await bench.get(ChatsService).list(caller(), workflow, { limit: 50 });
    expect(items.filter(({ widgetId }) => widgetId === id)).toMatchObject([{ turns: 2 }]);
    const stored = JSON.stringify(await bench.db.query('SELECT * FROM chats'));
    expect(stored).not.toContain(token);
  });

  it.each([undefined, 'https://evil.example', shop, 'null', `${origin}.evil.example`])(
    'A7: take no message that comes from %s',
    async (from) => {
      const { publicId } = await make();
      const { status, body } = await say(publicId, 'Hi', { origin: from });
      expect([status, (JSON.parse(body) as { code: string }).code]).toEqual([403, 'WIDGET_ORIGIN_REFUSED']);
    },
  );

  it('tell nothing of what went wrong inside', async () => {
    const failing = await bench.publish({
      nodes: [
        { id: 'asked', kind: 'trigger.chat', config: {} },
        { id: 'stop', kind: 'flow.stop', config: { outcome: 'failed', message: 'inner secret' } },
      ],
      edges: [{ from: 'asked', to: 'stop' }],
    });
    const { publicId } = await make({ target: { kind: 'workflow', id: failing } });
    const { events, body } = await say(publicId, 'Hi');
    expect(events[1]).toEqual(['failed', { seq: 1 }]);
    expect(body).not.toContain('inner secret');
    const [run] = await bench.db.query<{ payload: string }>(
      "SELECT started_by_name AS payload FROM runs WHERE workflow_id = ? AND `trigger` = 'trigger.chat'",
      [failing],
    );
    expect(run!.payload).toBe('Chat: Help');
  });

  it('let strangers talk to an agent, and tell its words as they come', async () => {
    const agentId = newId('agent');
    await expect(make({ target: { kind: 'agent', id: agentId } })).rejects.toMatchObject({ code: 'AGENT_NOT_FOUND' });
    agents.staff.add(agentId);
    const { publicId } = await make({ target: { kind: 'agent', id: agentId } });
    const { events } = await say(publicId, 'hello');
    expect(events.map(([event]) => event)).toEqual(['accepted', 'text', 'text', 'answer']);
    expect(events[3]![1]).toEqual({ seq: 1, answer: 'You said hello' });
    await say(publicId, 'again', { 'x-chat-token': String(events[0]![1]['token']) });
    expect(agents.told).toMatchObject([
      { agentId, conversationId: null, content: 'hello' },
      { agentId, conversationId: agents.conversationId, content: 'again' },
    ]);
  });

  it('take so many messages of an address and of all together, and no more', async () => {
    const { publicId } = await make();
    const statuses: number[] = [];
    for (let n = 0; n < 13; n++) statuses.push((await say(publicId, 'x', {}, '203.0.113.8')).status);
    expect(statuses).toEqual([...Array<number>(12).fill(200), 429]);
    expect((await say(publicId, 'x', {}, '203.0.113.9')).status).toBe(200);
    const slow = await make({ perMinute: 2 });
    const of: number[] = [];
    for (const n of [1, 2, 3]) of.push((await say(slow.publicId, 'x', {}, `203.0.113.1${n}`)).status);
    expect(of).toEqual([200, 200, 429]);
  });

  it('show nothing once they are off, have another id, or are deleted', async () => {
    const { id, publicId } = await make();
    await widgets.update(caller(), id, { enabled: false });
    expect([(await ask(`/embed/${publicId}`)).status, (await say(publicId, 'x')).status]).toEqual([404, 404]);
    await widgets.update(caller(), id, { enabled: true });
    const fresh = await widgets.rotate(caller(), id);
    expect(fresh.publicId).not.toBe(publicId);
    expect([(await ask(`/embed/${publicId}`)).status, (await ask(`/embed/${fresh.publicId}`)).status]).toEqual([
      404, 200,
    ]);
    await widgets.delete(caller(), id);
    expect((await ask(`/embed/${fresh.publicId}`)).status).toBe(404);
  });

  it('A1: are of one company', async () => {
    const { id } = await make();
    const foreign = callerAs('owner', newId('company'));
    for (const attempt of [
      () => widgets.update(foreign, id, { enabled: false }),
      () => widgets.rotate(foreign, id),
      () => widgets.delete(foreign, id),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: 'WIDGET_NOT_FOUND' });
    await expect(
      widgets.create(foreign, { ...(await make()), target: { kind: 'workflow', id: workflow } } as never),
    ).rejects.toMatchObject({ code: 'WORKFLOW_NOT_FOUND' });
    expect((await widgets.list(foreign, { limit: 50 })).items).toEqual([]);
  });
});
