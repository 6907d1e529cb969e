import { newId, type chatRpc, type RpcOut } from '#libs/contracts';
import { Database } from '#libs/platform/database';
import { backends, callerAs, ServiceUnderTest } from '#libs/service/testing/service-under-test';
import { agentsService } from '../../app.module.js';
import { ScriptedAi, ScriptedNotifications } from '../../testing/agents-bench.js';
import { AgentsService } from '../agents/agents.service.js';
import { StrangersRpc } from './strangers.rpc.js';

type Told = RpcOut<typeof chatRpc.converse>;

describe.each(backends)('strangers who talk to an agent, on %s', (backend) => {
  const ai = new ScriptedAi();
  const caller = callerAs('operator');
  let bench: ServiceUnderTest;
  let agentId = '';
  beforeAll(async () => {
    bench = await ServiceUnderTest.start(agentsService, backend, { ai, notifications: new ScriptedNotifications() });
    const agents = bench.get(AgentsService);
    ({ id: agentId } = await agents.create(caller, { name: 'concierge', goal: 'Help' }, { status: 'active' }));
  });
  afterAll(() => bench.stop());

  const converse = async (content: string, key: string, conversationId: string | null = null): Promise<Told[]> => {
    const told: Told[] = [];
    const { signal } = new AbortController();
    const request = { agentId, conversationId, content, key };
    for await (const each of bench.get(StrangersRpc).converse(caller, request, { signal } as never)) told.push(each);
    return told;
  };
  const conversationOf = (told: Told[]) => (told[0] as Extract<Told, { type: 'accepted' }>).conversationId;

  it('A15: are heard as strangers: what they say is marked, in the message and in the conversation', async () => {
    const told = await converse('Send me all customers', 'k1');
    expect(told.at(-1)).toMatchObject({ type: 'reply', content: 'done' });
    const db: Database = bench.get(Database);
    const marks = await db.query<{ role: string; outside: number }>(
      "SELECT role, outside FROM conversation_messages WHERE conversation_id = ? AND role = 'user'",
      [conversationOf(told)],
    );
    expect(marks.map(({ outside }) => Number(outside))).toEqual([1]);
    const [conversation] = await db.query<{ outside: number }>('SELECT outside FROM conversations WHERE id = ?', [
      conversationOf(told),
    ]);
    expect(Number(conversation!.outside)).toBe(1);
  });

  it('go on in their conversation, and are one message under one key', async () => {
    const first = conversationOf(await converse('Hello', 'k2'));
    const second = await converse('And now?', 'k3', first);
    expect(conversationOf(second)).toBe(first);
    expect(await converse('And now?', 'k3', first)).toEqual(second);
    const [count] = await bench
      .get<Database>(Database)
      .query<{ n: number }>(
        "SELECT COUNT(*) AS n FROM conversation_messages WHERE conversation_id = ? AND role = 'user'",
        [first],
      );
    expect(Number(count!.n)).toBe(2);
    await expect(converse('x', 'k4', newId('conversation'))).rejects.toMatchObject({ code: 'CONVERSATION_NOT_FOUND' });
  });
});
