import { Controller } from '@nestjs/common';
import { deleteChat, getChat, listChats, sayToWorkflow, type Caller, type ChatTurn, type In } from '#libs/contracts';
import { Handle, reply, StreamAnswer, type HttpContext } from '#libs/platform/http';
import type { ChatTurnRow } from './chat.entity.js';
import { turnView } from './chat.view.js';
import { ChatsService } from './chats.service.js';

/** How long a stream waits for the answer. */
const longestStreamMs = 300_000;

const text = (event: string, data: unknown) => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

@Controller()
export class ChatsController {
  constructor(private readonly chats: ChatsService) {}

  @Handle(sayToWorkflow) async say(
    caller: Caller,
    { params, body }: In<typeof sayToWorkflow>,
    { signal }: HttpContext,
  ) {
    const { chatId, turn } = await this.chats.say(caller, params.id, body);
    if (body.mode === 'stream')
      return new StreamAnswer(this.events(chatId, turn, signal), (problem) => text('error', problem));
    const now: ChatTurn =
      body.waitSeconds === 0 ? turnView(turn) : await this.chats.answered(turn, body.waitSeconds * 1000, signal);
    return reply(now.status === 'working' ? 202 : 200, { chatId, turn: now });
  }

  @Handle(listChats) list(caller: Caller, { params, query }: In<typeof listChats>) {
    return this.chats.list(caller, params.id, query);
  }

  @Handle(getChat) get(caller: Caller, { params }: In<typeof getChat>) {
    return this.chats.get(caller, params.id, params.chatId);
  }

  @Handle(deleteChat) delete(caller: Caller, { params }: In<typeof deleteChat>) {
    return this.chats.delete(caller, params.id, params.chatId);
  }

  private async *events(chatId: string, turn: ChatTurnRow, signal: AbortSignal): AsyncGenerator<string> {
    yield text('accepted', { chatId, turn: turnView(turn) });
    const answered = await this.chats.answered(turn, longestStreamMs, signal);
    if (answered.status !== 'working') yield text('answer', { chatId, turn: answered });
  }
}
