import { Injectable } from '@nestjs/common';
import { chatRpc, newId, type Caller, type ConversationReply, type RpcIn, type RpcOut } from '#libs/contracts';
import { HandleRpc, type RpcContext } from '#libs/platform/rpc';
import { AnswerStream } from './answer-stream.js';
import { PostingService } from './posting.service.js';

interface Ids {
  conversationId: string;
  taskId: string;
}
const idsOf = ({ conversationId, taskId }: Ids): Ids => ({ conversationId, taskId });

/** Lets strangers talk to an agent: all that they say is marked as from outside, and of its work they hear its words alone. */
@Injectable()
export class StrangersRpc {
  constructor(
    private readonly posting: PostingService,
    private readonly answers: AnswerStream,
  ) {}

  @HandleRpc(chatRpc.converse)
  async *converse(
    caller: Caller,
    { agentId, conversationId, content, key }: RpcIn<typeof chatRpc.converse>,
    { signal }: RpcContext,
  ): AsyncGenerator<RpcOut<typeof chatRpc.converse>> {
    const taskId = newId('task');
    const body = {
      content,
      ...(conversationId === null ? {} : { conversationId }),
      ...{ mode: 'stream' as const, waitSeconds: 60, onDisconnect: 'continue' as const },
    };
    const post = () => this.posting.post(caller, agentId, body, { key, taskId, outside: true });
    const events = await this.answers.open(taskId, post, { signal, onLeft: () => Promise.resolve() });
    for await (const { event, data } of events) {
      if (event === 'accepted') yield { type: 'accepted', ...idsOf(data as Ids) };
      if (event === 'text') yield { type: 'text', text: (data as { text: string }).text };
      if (event === 'again') yield { type: 'again' };
      if (event === 'reply') yield { type: 'reply', content: (data as ConversationReply).message.content };
    }
  }
}
