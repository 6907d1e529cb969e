import { z } from 'zod';
import { conversationReply, messageAccepted, type ErrorCode } from '#libs/contracts';
import type { SseEvent } from '../../../app/sse.js';

/** One call of a tool, as a stream tells of it. */
export interface LiveCall {
  callId: string | null;
  tool: string;
  input: unknown;
  /** Over, with what it gave, why it failed, or neither where the stream does not say. */
  result: { output: unknown } | { error: { code: string; message: string } } | 'untold' | null;
  /** Epoch ms. */
  from: number;
  to: number | null;
}
export type Piece = { type: 'text'; text: string } | { type: 'call'; call: LiveCall };

const called = z.object({ callId: z.string().nullable(), tool: z.string().nullable() });
/** What a stream of an answer tells, by event. */
const events = {
  accepted: messageAccepted,
  text: z.object({ text: z.string() }),
  again: z.object({}),
  tool: called.extend({ input: z.unknown() }),
  'tool-result': z.union([
    called.extend({ error: z.object({ code: z.string(), message: z.string() }) }),
    called.extend({ output: z.unknown() }),
  ]),
  reply: conversationReply,
  error: z.object({
    code: z.string().transform((code) => code as ErrorCode),
    title: z.string().default(''),
    detail: z.string().optional(),
  }),
};
type Events = typeof events;
export type AnswerEvent = { [Name in keyof Events]: { name: Name; data: z.output<Events[Name]> } }[keyof Events];

/** An event of the stream, or undefined for one that this version does not know. */
export function readEvent({ event, data }: SseEvent): AnswerEvent | undefined {
  const schema = (events as Record<string, z.ZodType | undefined>)[event];
  const parsed = schema?.safeParse(JSON.parse(data));
  return parsed?.success ? ({ name: event, data: parsed.data } as AnswerEvent) : undefined;
}

/** What is shown after an event. `at`: epoch ms. */
export function withEvent(pieces: readonly Piece[], event: AnswerEvent, at: number): readonly Piece[] {
  if (event.name === 'accepted') return [];
  if (event.name === 'text') return withText(settled(pieces, at), event.data.text);
  if (event.name === 'again') return withoutTail(pieces);
  if (event.name === 'tool') {
    const { callId, tool, input } = event.data;
    const call: LiveCall = { callId, tool: tool ?? '', input, result: null, from: at, to: null };
    return [...pieces, { type: 'call', call }];
  }
  if (event.name === 'tool-result') {
    const { callId, tool } = event.data;
    const result = 'error' in event.data ? { error: event.data.error } : { output: event.data.output };
    const open = pieces.findLastIndex(
      (piece) =>
        piece.type === 'call' &&
        piece.call.result === null &&
        (callId === null ? piece.call.tool === tool : piece.call.callId === callId),
    );
    return pieces.map((piece, index) =>
      index === open && piece.type === 'call' ? { type: 'call', call: { ...piece.call, result, to: at } } : piece,
    );
  }
  return settled(pieces, at);
}

function withText(pieces: readonly Piece[], text: string): readonly Piece[] {
  const last = pieces.at(-1);
  if (last?.type === 'text') return [...pieces.slice(0, -1), { type: 'text', text: last.text + text }];
  return [...pieces, { type: 'text', text }];
}

/** The model says it anew: what it said since the last call is forgotten. */
const withoutTail = (pieces: readonly Piece[]): readonly Piece[] =>
  pieces.slice(0, pieces.findLastIndex((piece) => piece.type === 'call') + 1);

/** The next turn begins when all calls of the one before are over: one that was refused is told to the model alone. */
const settled = (pieces: readonly Piece[], at: number): readonly Piece[] =>
  pieces.some((piece) => piece.type === 'call' && piece.call.result === null)
    ? pieces.map((piece) =>
        piece.type === 'call' && piece.call.result === null
          ? { type: 'call', call: { ...piece.call, result: 'untold', to: at } }
          : piece,
      )
    : pieces;
