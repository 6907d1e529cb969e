import { Controller } from '@nestjs/common';
import {
  deleteConversation,
  getConversation,
  listConversations,
  listMessages,
  newId,
  postMessage,
  updateConversation,
  type Caller,
  type In,
} from '#libs/contracts';
import { Handle, reply, StreamAnswer, type HttpContext, type ServerEvent } from '#libs/platform/http';
import { TasksService } from '../tasks/tasks.service.js';
import { AnswerStream, eventText, failureText } from './answer-stream.js';
import type { TurnRow } from './conversation.entity.js';
import { ConversationsService } from './conversations.service.js';
import { PostingService } from './posting.service.js';
import { ReplyReader } from './reply-reader.js';

@Controller()
export class ConversationsController {
  constructor(
    private readonly posting: PostingService,
    private readonly replies: ReplyReader,
    private readonly answers: AnswerStream,
    private readonly conversations: ConversationsService,
    private readonly tasks: TasksService,
  ) {}

  @Handle(postMessage) async post(
    caller: Caller,
    { params, headers, body }: In<typeof postMessage>,
    { signal }: HttpContext,
  ) {
    const key = headers['idempotency-key'];
    const taskId = newId('task');
    const post = () => this.posting.post(caller, params.id, body, { key, taskId });
    const onLeft = async ({ id }: TurnRow) => {
      if (body.onDisconnect === 'cancel' && signal.aborted) await this.tasks.cancel(caller, id);
    };
    if (body.mode === 'stream') {
      const events = await this.answers.open(taskId, post, { signal, onLeft });
      return new StreamAnswer(texts(events), failureText);
    }
    const turn = await post();
    if (body.mode === 'wait') {
      const answer = await this.replies.wait(turn, body.waitSeconds * 1000, signal);
      if (answer) return answer;
      await onLeft(turn);
    }
    const status = turn.status === 'queued' ? ('queued' as const) : ('running' as const);
    return reply(202, { conversationId: turn.conversationId, taskId: turn.id, status });
  }

  @Handle(listConversations) list(caller: Caller, { query }: In<typeof listConversations>) {
    return this.conversations.list(caller, query);
  }

  @Handle(getConversation) get(caller: Caller, { params }: In<typeof getConversation>) {
    return this.conversations.get(caller, params.id);
  }

  @Handle(listMessages) messages(caller: Caller, { params, query }: In<typeof listMessages>) {
    return this.conversations.messagesOf(caller, params.id, query);
  }

  @Handle(updateConversation) update(caller: Caller, { params, body }: In<typeof updateConversation>) {
    return this.conversations.update(caller, params.id, body);
  }

  @Handle(deleteConversation) delete(caller: Caller, { params }: In<typeof deleteConversation>) {
    return this.conversations.delete(caller, params.id);
  }
}

async function* texts(events: AsyncIterable<ServerEvent>): AsyncGenerator<string> {
  for await (const event of events) yield eventText(event);
}
