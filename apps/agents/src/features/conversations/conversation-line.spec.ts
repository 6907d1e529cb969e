import type { SqlTransaction } from '#libs/durable';
import { ConversationLine } from './conversation-line.js';
import { turnColumns, type ConversationRow, type TurnRow } from './conversation.entity.js';

const conversation = (more: Partial<ConversationRow> = {}): ConversationRow => ({
  id: 'cnv_1',
  companyId: 'co_1',
  agentId: 'agt_1',
  firstAgentId: 'agt_1',
  userId: null,
  title: 'Hello',
  status: 'active',
  webhookUrl: null,
  lastSeq: 0,
  lastPlace: 0,
  workingTaskId: null,
  freshChars: 0,
  outside: false,
  summingUpTo: null,
  createdAt: 1,
  updatedAt: 1,
  ...more,
});
const agent = { id: 'agt_1', name: 'A', version: 1, status: 'active' as const, webhookUrl: null };
const words = (sql: string) => /^(\w+) (?:.*? FROM |INTO )?`?(\w+)/s.exec(sql)!.slice(1).join(' ');
const snake = (row: object) =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      typeof value === 'object' && value !== null ? JSON.stringify(value) : value,
    ]),
  );

/** What is waited for, and what goes along with the next of those or with the commit. */
class Statements {
  readonly awaited: string[] = [];
  readonly along: string[] = [];
  constructor(private readonly rows: Record<string, object[]> = {}) {}

  readonly tx = {
    sql: { forUpdate: '' },
    query: (sql: string) => {
      const name = words(sql);
      this.awaited.push(name);
      return Promise.resolve((this.rows[name] ?? []).map(snake));
    },
    run: (sql: string) => {
      this.awaited.push(words(sql));
      return Promise.resolve({ changes: 1 });
    },
    later: (sql: string) => void this.along.push(words(sql)),
    afterCommit: () => undefined,
  } as unknown as SqlTransaction;
}

const created: string[] = [];
const line = () =>
  new ConversationLine(
    { now: () => 5, create: ({ id }: { id: string }) => Promise.resolve(void created.push(id)) } as never,
    {} as never,
    { consider: () => Promise.resolve() } as never,
    {} as never,
  );
const said = { taskId: 'task_1', role: 'user' as const, content: 'Hi', webhookUrl: null };
const ended = {
  taskId: 'task_1',
  companyId: 'co_1',
  conversationId: 'cnv_1',
  status: 'succeeded' as const,
  result: { answer: 'Hello' },
  usage: { inputTokens: 1, outputTokens: 1, costMicros: 1 },
  outside: false,
  hasCalled: false,
  at: 6,
};

/** Each statement that is waited for is a way to the database and back, several times a turn. */
describe('a turn of a conversation in which nobody waits', () => {
  it('begins with one statement beside those of its task', async () => {
    const { tx, awaited, along } = new Statements();
    const turn = await line().enter(tx, conversation(), said, { agent });
    expect(turn).toMatchObject({ id: 'task_1', status: 'running' });
    expect(created).toContain('task_1');
    expect(awaited).toEqual(['INSERT tasks']);
    expect(along).toEqual(['INSERT conversation_turns', 'INSERT conversation_messages', 'UPDATE conversations']);
  });

  it('ends with two', async () => {
    const empty = Object.fromEntries(Object.keys(turnColumns).map((name) => [name, null]));
    const turn = { ...empty, id: 'task_1', status: 'running', extra: {} } as unknown as TurnRow;
    const rows = {
      'SELECT conversations': [conversation({ workingTaskId: 'task_1' })],
      'SELECT conversation_turns': [turn],
    };
    const { tx, awaited, along } = new Statements(rows);
    await line().taskEnded(tx, ended);
    expect(awaited).toEqual(['SELECT conversations', 'SELECT conversation_turns']);
    expect(along).toEqual(['INSERT conversation_messages', 'UPDATE conversation_turns', 'UPDATE conversations']);
  });
});

it('a message to an agent that works waits in line', async () => {
  const { tx, along } = new Statements();
  const turn = await line().enter(
    tx,
    conversation({ workingTaskId: 'task_0' }),
    { ...said, taskId: 'task_2' },
    { agent },
  );
  expect(turn.status).toBe('queued');
  expect(created).not.toContain('task_2');
  expect(along).toEqual(['INSERT conversation_turns', 'UPDATE conversations']);
});
