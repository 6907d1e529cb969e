import { Injectable } from '@nestjs/common';
import { AppError, aiRpc, type Caller, type CompleteResponse, type RpcIn } from '#libs/contracts';
import { LiveFeed } from '#libs/platform/live';
import { RpcClient } from '#libs/platform/rpc';
import { Speaker } from './spoken-words.js';

/** Whose turn it is. */
export interface TurnPlace {
  taskId: string;
  turn: number;
  attempt: number;
  /** Somebody may listen. */
  streams: boolean;
}

/** Asks the model for a turn. Its words are told as they come where somebody may listen; the answer is the same, and under the same key. */
@Injectable()
export class ModelTurns {
  constructor(
    private readonly rpc: RpcClient,
    private readonly feed: LiveFeed,
  ) {}

  async ask(
    { taskId, turn, attempt, streams }: TurnPlace,
    request: RpcIn<typeof aiRpc.complete>,
    options: { caller: Caller; signal: AbortSignal },
  ): Promise<CompleteResponse> {
    if (!streams) return this.rpc.call(aiRpc.complete, request, options);
    const speaker = new Speaker(this.feed, taskId, turn, attempt);
    for await (const said of this.rpc.stream(aiRpc.completing, request, options)) {
      if (said.type === 'answer') return said.answer;
      if (said.type === 'text') speaker.say(said.text);
      else speaker.again();
    }
    throw new AppError('UNAVAILABLE', { detail: 'The answer broke off' });
  }
}
