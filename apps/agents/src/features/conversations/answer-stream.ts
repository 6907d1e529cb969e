import { Injectable } from '@nestjs/common';
import { Durable, type HistoryEntry } from '#libs/durable';
import type { ServerEvent } from '#libs/platform/http';
import { LiveBus, LiveFeed } from '#libs/platform/live';
import type { TurnOutput } from '../tasks/conversation.js';
import type { TurnRow } from './conversation.entity.js';
import { ReplyReader } from './reply-reader.js';
import { HeardTurn, wordsTopic, type SpokenWords } from './spoken-words.js';

/** A hint may be lost: so often history is read again, ms. */
const lookEveryMs = 1000;
const pageSize = 200;

/**
 * An answer as it comes: words by the live feed, tools from the task's history, the reply from the conversation. History is the truth:
 * at the end of each turn it gives what the feed has lost. Listening sets nothing off and ends nothing.
 */
@Injectable()
export class AnswerStream {
  constructor(
    private readonly durable: Durable,
    private readonly live: LiveBus,
    private readonly feed: LiveFeed,
    private readonly replies: ReplyReader,
  ) {}

  /** Begins to listen before `post` sets the task off, so that no word is missed. @throws what `post` throws */
  async open(
    taskId: string,
    post: () => Promise<TurnRow>,
    { signal, onLeft }: { signal: AbortSignal; onLeft: (turn: TurnRow) => Promise<unknown> },
  ): Promise<AsyncIterable<ServerEvent>> {
    const told = new Told(signal);
    const leave = [
      await this.feed.subscribe(wordsTopic(taskId), (words) => told.hear(words as SpokenWords)),
      this.live.subscribe(taskId, () => told.look()),
    ];
    try {
      const turn = await post();
      leave.push(this.live.subscribe(turn.conversationId, () => told.look()));
      // Asked again under a key, it is the task of the first time.
      if (turn.id !== taskId) leave.push(this.live.subscribe(turn.id, () => told.look()));
      return this.events(turn, told, leave, onLeft);
    } catch (error) {
      for (const stop of leave) stop();
      throw error;
    }
  }

  private async *events(
    turn: TurnRow,
    told: Told,
    leave: readonly (() => void)[],
    onLeft: (turn: TurnRow) => Promise<unknown>,
  ): AsyncGenerator<ServerEvent, void, void> {
    const { conversationId, id: taskId, status } = turn;
    const poll = setInterval(() => told.look(), lookEveryMs);
    let isOver = false;
    let seq = 0;
    try {
      yield { event: 'accepted', data: { conversationId, taskId, status: status === 'done' ? 'running' : status } };
      for (;;) {
        yield* told.taken();
        if (told.signal.aborted) return;
        if (!told.takeHint()) {
          await told.more();
          continue;
        }
        const entries = await this.durable.history(taskId, seq, pageSize);
        seq = entries.at(-1)?.seq ?? seq;
        for (const entry of entries) {
          // What was heard before comes first.
          yield* told.taken();
          yield* eventsOf(entry, told);
        }
        if (entries.length === pageSize) continue;
        const reply = await this.replies.reply(turn.companyId, taskId).catch((error: unknown) => {
          isOver = true;
          throw error;
        });
        if (reply) {
          isOver = true;
          yield { event: 'reply', data: reply };
          return;
        }
      }
    } finally {
      clearInterval(poll);
      for (const stop of leave) stop();
      if (!isOver) await onLeft(turn).catch(() => undefined);
    }
  }
}

function* eventsOf({ type, path, output, event }: HistoryEntry, told: Told): Generator<ServerEvent> {
  const [, turn, call] = /^turn(\d+)(?:\/call(\d+))?$/.exec(path ?? '') ?? [];
  if (turn === undefined) return;
  const number = Number(turn);
  if (call === undefined) {
    if (type !== 'step.succeeded') return;
    const { text, toolCalls } = output as TurnOutput;
    yield* words(told.turnOf(number).end(text));
    for (const { id, name, input } of toolCalls) yield { event: 'tool', data: { callId: id, tool: name, input } };
    told.calls.set(number, toolCalls);
    return;
  }
  const asked = told.calls.get(number)?.[Number(call)];
  const named = { callId: asked?.id ?? null, tool: asked?.name ?? null };
  if (type === 'step.succeeded') yield { event: 'tool-result', data: { ...named, output: output ?? null } };
  if (type === 'step.failed') {
    const { code, message } = event['error'] as { code: string; message: string };
    yield { event: 'tool-result', data: { ...named, error: { code, message } } };
  }
}

function* words({ again, text }: { again: boolean; text: string }): Generator<ServerEvent> {
  if (again) yield { event: 'again', data: {} };
  if (text !== '') yield { event: 'text', data: { text } };
}

/** What has come and is not told yet. */
class Told {
  readonly calls = new Map<number, TurnOutput['toolCalls']>();
  private readonly turns = new Map<number, HeardTurn>();
  private readonly events: ServerEvent[] = [];
  private mustLook = true;
  private wake = (): void => undefined;

  constructor(readonly signal: AbortSignal) {
    signal.addEventListener('abort', () => this.wake(), { once: true });
  }

  turnOf(number: number): HeardTurn {
    const turn = this.turns.get(number) ?? new HeardTurn();
    this.turns.set(number, turn);
    return turn;
  }

  hear(said: SpokenWords): void {
    // A turn whose end is told has nothing more to say.
    if (this.calls.has(said.turn)) return;
    this.events.push(...words(this.turnOf(said.turn).hear(said)));
    this.wake();
  }

  look(): void {
    this.mustLook = true;
    this.wake();
  }

  /** True once for each hint: there may be something new in the history. */
  takeHint(): boolean {
    const must = this.mustLook;
    this.mustLook = false;
    return must;
  }

  *taken(): Generator<ServerEvent> {
    for (let event = this.events.shift(); event; event = this.events.shift()) yield event;
  }

  async more(): Promise<void> {
    if (this.mustLook || this.events.length > 0 || this.signal.aborted) return;
    await new Promise<void>((resolve) => (this.wake = resolve));
  }
}

/** One event in the manner of server-sent events. */
export const eventText = ({ event, data }: ServerEvent): string =>
  `event: ${event ?? 'message'}\ndata: ${JSON.stringify(data)}\n\n`;

/** What a stream tells of a failure. */
export const failureText = (problem: unknown): string => eventText({ event: 'error', data: problem });
