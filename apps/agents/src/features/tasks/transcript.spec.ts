import type { RunView } from '#libs/durable';
import type { TurnOutput } from './conversation.js';
import type { TaskState } from './task-protocol.js';
import { transcriptOf } from './transcript.js';

const spent = (inputTokens: number) => ({
  inputTokens,
  outputTokens: 1,
  costMicros: 2,
  model: 'm',
  provider: 'p',
  ms: 1,
});
const outputs: Record<string, unknown> = {
  turn1: {
    text: 'Looking',
    toolCalls: [
      { id: 'c1', name: 'lookup_order', input: { id: 7 } },
      { id: 'c2', name: 'calculator', input: {} },
    ],
    usage: spent(10),
  } satisfies TurnOutput,
  'turn1/call0': { state: 'sent' },
  turn2: { text: 'It was sent', toolCalls: [], data: { sent: true }, usage: spent(20) } satisfies TurnOutput,
};
const view = (more: Partial<RunView<TaskState>> = {}): RunView<TaskState> =>
  ({
    run: { id: 'task_1', createdAt: 1000 },
    status: 'succeeded',
    error: undefined,
    startedAt: 1000,
    finishedAt: 9000,
    output: (path: string) => outputs[path],
    meta: (path: string) => ({ ms: path.length, attempts: 1 }),
    state: {
      status: 'succeeded',
      tokens: 0,
      costMicros: 0,
      turns: [
        {
          attempt: 1,
          status: 'done',
          calls: [
            { id: 'c1', tool: 'lookup_order', effect: 'idempotent', attempt: 1, status: 'done' },
            { id: 'c2', tool: 'calculator', effect: 'pure', attempt: 1, status: 'running' },
          ],
        },
        { attempt: 1, status: 'done', calls: [] },
      ],
    },
    ...more,
  }) as unknown as RunView<TaskState>;
const times = new Map([
  ['turn1', 2000],
  ['turn1/call0', 3000],
  ['turn2', 4000],
]);
const all = { limit: 50 };

describe('a transcript', () => {
  it('tells turns, calls and the answer, each with its time and cost', () => {
    const { items, nextCursor } = transcriptOf(view(), times, all);
    expect(nextCursor).toBeNull();
    expect(items.map(({ seq, type, turn, at, ms }) => [seq, type, turn, Date.parse(at), ms])).toEqual([
      [1, 'turn', 1, 2000, 5],
      [2, 'tool', 1, 3000, 11],
      [3, 'tool', 1, 2000, 11],
      [4, 'answer', 2, 4000, 5],
    ]);
    expect(items[1]).toMatchObject({ tool: 'lookup_order', input: { id: 7 }, output: { output: { state: 'sent' } } });
    expect(items[2]).toMatchObject({ tool: 'calculator', output: null });
    expect(items[3]).toMatchObject({ text: 'It was sent', output: { sent: true }, usage: { inputTokens: 20 } });
  });

  it('ends with the error that ended the task', () => {
    const failed = view({ error: { code: 'AGENT_LIMIT_REACHED', message: 'too many turns' } });
    expect(transcriptOf(failed, times, all).items.at(-1)).toMatchObject({
      seq: 5,
      type: 'error',
      text: 'too many turns',
      at: new Date(9000).toISOString(),
    });
  });

  it('comes page by page', () => {
    const first = transcriptOf(view(), times, { limit: 3 });
    const rest = transcriptOf(view(), times, { limit: 3, cursor: first.nextCursor! });
    expect([...first.items, ...rest.items].map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
    expect(rest.nextCursor).toBeNull();
    expect(() => transcriptOf(view(), times, { limit: 3, cursor: 'nonsense' })).toThrow(
      expect.objectContaining({ code: 'VALIDATION_FAILED' }),
    );
  });
});
