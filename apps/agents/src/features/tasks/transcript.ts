import type { Page, taskEntry } from '#libs/contracts';
import type { RunView } from '#libs/durable';
import { decodeCursor, encodeCursor } from '#libs/platform/database';
import type { z } from 'zod';
import { callResult, type TurnOutput } from './conversation.js';
import { callPath, questionPath, turnPath } from './task-paths.js';
import type { CallState, TaskState } from './task-protocol.js';

type Entry = z.infer<typeof taskEntry>;
const order = 'transcript';
const nothing = { inputTokens: 0, outputTokens: 0, costMicros: 0 };

/** Turns and their calls in order; a turn that asks for no tool is the answer. `times`: when each ended, epoch ms by path. */
export function transcriptOf(
  view: RunView<TaskState>,
  times: ReadonlyMap<string, number>,
  page: { limit: number; cursor?: string | undefined },
): Page<Entry> {
  const entries = view.state.turns.flatMap((_, index) => turnEntries(view, times, index + 1));
  if (view.error) {
    const at = iso(view.finishedAt ?? view.run.createdAt);
    entries.push({ ...blank, at, type: 'error', turn: view.state.turns.length, text: view.error.message });
  }
  entries.forEach((entry, index) => (entry.seq = index + 1));
  const from = page.cursor === undefined ? 0 : Number(decodeCursor(order, page.cursor, 1)[0]);
  const next = from + page.limit;
  return { items: entries.slice(from, next), nextCursor: next < entries.length ? encodeCursor(order, [next]) : null };
}

const iso = (ms: number) => new Date(ms).toISOString();

const blank: Omit<Entry, 'at' | 'type' | 'turn'> = {
  seq: 0,
  text: null,
  reasoning: null,
  note: null,
  toolCalls: [],
  tool: null,
  input: null,
  output: null,
  outside: false,
  approval: null,
  childTaskId: null,
  attempts: 1,
  model: null,
  ms: null,
  usage: nothing,
};

function turnEntries(view: RunView<TaskState>, times: ReadonlyMap<string, number>, turn: number): Entry[] {
  const said = view.output(turnPath(turn)) as TurnOutput | undefined;
  if (!said) return [];
  const { inputTokens, outputTokens, costMicros } = said.usage;
  const calls = said.toolCalls.map(({ id, name, input }) => ({ id, tool: name, input }));
  const placed = (path: string, otherwise: string) => ({
    ...blank,
    turn,
    at: iso(times.get(path) ?? times.get(otherwise) ?? view.run.createdAt),
    ms: view.meta(path)?.ms ?? null,
    attempts: view.meta(path)?.attempts ?? 1,
  });
  const state = view.state.turns[turn - 1];
  const spoken: Entry = {
    ...placed(turnPath(turn), turnPath(turn)),
    type: calls.length === 0 ? 'answer' : 'turn',
    text: said.text,
    reasoning: said.reasoning ?? null,
    note: state?.note ?? null,
    model: said.usage.model,
    toolCalls: calls,
    output: said.data ?? null,
    usage: { inputTokens, outputTokens, costMicros },
  };
  return [
    spoken,
    ...calls.map((call, index): Entry => ({
      ...placed(callPath(turn, index), turnPath(turn)),
      type: 'tool',
      tool: call.tool,
      input: call.input,
      output: callResult(view.state, turn, index, (path) => view.output(path)) ?? null,
      outside: state?.calls[index]?.outside ?? false,
      approval: approvalOf(view, turn, index, state?.calls[index]),
      childTaskId: state?.calls[index]?.child ?? null,
      usage: usageAt(view, callPath(turn, index)),
    })),
  ];
}

/** What people said about a call, or that they were asked. */
function approvalOf(
  view: RunView<TaskState>,
  turn: number,
  index: number,
  call: CallState | undefined,
): Entry['approval'] {
  if (!call?.ask) return null;
  const given = view.output(questionPath(turn, index, 'approval')) as
    { by?: string[]; comment?: string | null } | undefined;
  const { decision = null } = call;
  return { reason: call.ask, decision, by: given?.by ?? [], comment: given?.comment ?? null };
}

/** Of a call of another agent: what that cost. */
function usageAt(view: RunView<TaskState>, path: string): Entry['usage'] {
  const { inputTokens = 0, outputTokens = 0, costMicros = 0 } = view.meta(path)?.usage ?? {};
  return { inputTokens, outputTokens, costMicros };
}
