import type { Page, taskEntry } from '#libs/contracts';
import type { RunView } from '#libs/durable';
import { decodeCursor, encodeCursor } from '#libs/platform/database';
import type { z } from 'zod';
import { callResult, type TurnOutput } from './conversation.js';
import { callPath, turnPath } from './task-decider.js';
import type { TaskState } from './task-protocol.js';

type Entry = z.infer<typeof taskEntry>;
const order = 'transcript';
const nothing = { inputTokens: 0, outputTokens: 0, costMicros: 0 };

/** Turns and their calls in order; a turn that asks for no tool is the answer. */
export function transcriptOf(
  view: RunView<TaskState>,
  page: { limit: number; cursor?: string | undefined },
): Page<Entry> {
  const entries = view.state.turns.flatMap((_, index) => turnEntries(view, index + 1));
  if (view.error)
    entries.push({ ...blank(view), type: 'error', turn: view.state.turns.length, text: view.error.message });
  entries.forEach((entry, index) => (entry.seq = index + 1));
  const from = page.cursor === undefined ? 0 : Number(decodeCursor(order, page.cursor, 1)[0]);
  const next = from + page.limit;
  return { items: entries.slice(from, next), nextCursor: next < entries.length ? encodeCursor(order, [next]) : null };
}

const blank = (view: RunView<TaskState>): Entry => ({
  seq: 0,
  at: new Date(view.finishedAt ?? view.startedAt ?? view.run.createdAt).toISOString(),
  type: 'turn',
  turn: 0,
  text: null,
  toolCalls: [],
  tool: null,
  input: null,
  output: null,
  ms: null,
  usage: nothing,
});

function turnEntries(view: RunView<TaskState>, turn: number): Entry[] {
  const said = view.output(turnPath(turn)) as TurnOutput | undefined;
  if (!said) return [];
  const { inputTokens, outputTokens, costMicros } = said.usage;
  const calls = said.toolCalls.map(({ id, name, input }) => ({ id, tool: name, input }));
  const spoken: Entry = {
    ...blank(view),
    type: calls.length === 0 ? 'answer' : 'turn',
    turn,
    text: said.text,
    toolCalls: calls,
    output: said.data ?? null,
    ms: view.meta(turnPath(turn))?.ms ?? null,
    usage: { inputTokens, outputTokens, costMicros },
  };
  return [
    spoken,
    ...calls.map((call, index): Entry => ({
      ...blank(view),
      type: 'tool',
      turn,
      tool: call.tool,
      input: call.input,
      output: callResult(view.state, turn, index, (path) => view.output(path)),
      ms: view.meta(callPath(turn, index))?.ms ?? null,
    })),
  ];
}
