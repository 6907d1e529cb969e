import { createHash, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { AppError, chatRpc, type Caller, type ChatTurn } from '#libs/contracts';
import { Durable } from '#libs/durable';
import type { ServerEvent } from '#libs/platform/http';
import { Limits } from '#libs/platform/limits';
import { RpcClient } from '#libs/platform/rpc';
import type { ChatRow, ChatTurnRow } from '../chats/chat.entity.js';
import { ChatRepository } from '../chats/chat.repository.js';
import { turnView } from '../chats/chat.view.js';
import { WorkflowChats } from '../chats/workflow-chats.js';
import { publicUrl } from '../triggers/public-url.js';
import type { WidgetRow } from './widget.entity.js';
import { WidgetsService } from './widgets.service.js';

/** What one network address may say to one widget: so much at once, and in a minute. */
const perAddress = { limit: 12, windowMs: 60_000 };
const longestAnswerMs = 300_000;
/** Turns that a browser that comes again is shown. */
const shown = 200;

export interface Visitor {
  /** Network address. */
  ip: string;
  /** `Origin` of the request. */
  origin: string | undefined;
  token: string | undefined;
}

const hashOf = (token: string) => createHash('sha256').update(token).digest('base64url');
const serviceOf = (companyId: string): Caller => ({ kind: 'service', companyId, role: 'operator' });

/** Strangers talk to a widget. All that they say is marked as from outside, and they hear nothing of what went wrong inside. */
@Injectable()
export class VisitorChats {
  constructor(
    private readonly widgets: WidgetsService,
    private readonly chats: ChatRepository,
    private readonly talk: WorkflowChats,
    private readonly limits: Limits,
    private readonly durable: Durable,
    private readonly rpc: RpcClient,
    @Inject(publicUrl) private readonly address: string,
  ) {}

  /** @throws WIDGET_NOT_FOUND, CHAT_NOT_FOUND */
  async messages(publicId: string, token: string): Promise<ChatTurn[]> {
    const widget = await this.widgets.open(publicId);
    const chat = await this.chatOf(widget, token);
    const said = await this.chats.said(chat, shown);
    return Promise.all(said.map(async (turn) => turnView(await this.talk.settled(turn, { ms: 0 }))));
  }

  /**
   * Takes it down; what is returned tells of the answer.
   * @throws WIDGET_ORIGIN_REFUSED, WIDGET_NOT_FOUND, RATE_LIMITED, CHAT_NOT_FOUND, and as `WorkflowChats.say`
   */
  async say(
    publicId: string,
    content: string,
    { ip, origin, token }: Visitor,
    signal: AbortSignal,
  ): Promise<AsyncIterable<ServerEvent>> {
    if (origin !== new URL(this.address).origin) throw new AppError('WIDGET_ORIGIN_REFUSED');
    const widget = await this.widgets.open(publicId);
    await this.take(`widget.${widget.id}.${ip}`, perAddress);
    await this.take(`widget.${widget.id}`, { limit: widget.perMinute, windowMs: 60_000 });
    const fresh = randomBytes(32).toString('base64url');
    const chat = token === undefined ? this.begin(widget, content, hashOf(fresh)) : await this.chatOf(widget, token);
    const known = token ?? fresh;
    return widget.kind === 'workflow'
      ? this.byWorkflow(await this.talk.say(chat, content, speakerOf(widget)), known, signal)
      : this.byAgent(chat, await this.sayToAgent(chat, content), known, signal);
  }

  private async *byWorkflow(turn: ChatTurnRow, token: string, signal: AbortSignal): AsyncGenerator<ServerEvent> {
    yield { event: 'accepted', data: { token, seq: turn.seq } };
    yield* told(await this.talk.answered(turn, longestAnswerMs, signal));
  }

  private async *byAgent(
    chat: ChatRow,
    turn: ChatTurnRow,
    token: string,
    signal: AbortSignal,
  ): AsyncGenerator<ServerEvent> {
    yield { event: 'accepted', data: { token, seq: turn.seq } };
    const { companyId, conversationId } = chat;
    const request = { agentId: chat.agentId!, conversationId, content: turn.content, key: `chat.${turn.id}` };
    const events = this.rpc.stream(chatRpc.converse, request, { caller: serviceOf(companyId), signal });
    try {
      for await (const event of events) {
        if (event.type === 'accepted')
          await this.chats.update(companyId, { id: chat.id }, { conversationId: event.conversationId });
        else if (event.type === 'text') yield { event: 'text', data: { text: event.text } };
        else if (event.type === 'again') yield { event: 'again', data: {} };
        else yield* told(await this.settle(turn, { status: 'answered', answer: event.content, error: null }));
      }
    } catch (error) {
      // Who leaves hears nothing; the answer is there when he comes again and asks the next thing.
      if (signal.aborted) return;
      const { code, message } = AppError.is(error) ? error : { code: 'INTERNAL', message: 'Something went wrong' };
      yield* told(await this.settle(turn, { status: 'failed', answer: null, error: { code, message } }));
    }
  }

  private async sayToAgent(chat: ChatRow, content: string): Promise<ChatTurnRow> {
    const last = await this.chats.last(chat);
    const facts = { runId: null, afterSeq: 0, at: this.durable.now() };
    // The agent's own line keeps the order; a turn that nobody heard the end of ends with the next one.
    if (last?.status === 'working') await this.settle(last, { status: 'answered', answer: null, error: null });
    return this.chats.add(chat, content, facts, () => Promise.resolve());
  }

  private settle(turn: ChatTurnRow, outcome: Pick<ChatTurnRow, 'status' | 'answer' | 'error'>) {
    return this.chats.settle(turn, outcome, this.durable.now());
  }

  private begin({ id: widgetId, companyId, kind, targetId }: WidgetRow, content: string, tokenHash: string): ChatRow {
    const target = {
      workflowId: kind === 'workflow' ? targetId : null,
      agentId: kind === 'agent' ? targetId : null,
    };
    const chat = { companyId, ...target, widgetId, userId: null, tokenHash };
    return this.chats.fresh(chat, content, this.durable.now());
  }

  private async chatOf({ companyId, id: widgetId }: WidgetRow, token: string): Promise<ChatRow> {
    const chat = await this.chats.findOne(companyId, { widgetId, tokenHash: hashOf(token) });
    if (!chat) throw new AppError('CHAT_NOT_FOUND');
    return chat;
  }

  private async take(key: string, rate: { limit: number; windowMs: number }): Promise<void> {
    const { allowed, retryAfterMs } = await this.limits.take(key, rate);
    if (!allowed) throw new AppError('RATE_LIMITED', { retryAfterMs });
  }
}

const speakerOf = ({ title }: WidgetRow) => ({
  startedBy: { userId: null, name: `Chat: ${title}` },
  outside: true,
});

/** Nothing of what went wrong inside. */
function* told({ status, answer, seq }: ChatTurnRow): Generator<ServerEvent> {
  if (status === 'answered') yield { event: 'answer', data: { seq, answer } };
  else if (status === 'failed') yield { event: 'failed', data: { seq } };
}
