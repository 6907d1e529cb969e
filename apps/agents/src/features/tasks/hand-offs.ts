import { Injectable } from '@nestjs/common';

/** A conversation that one agent hands to another. */
export interface HandOff {
  companyId: string;
  conversationId: string;
  /** The task that ends with it. */
  fromTaskId: string;
  /** The same when it is repeated: then nothing more may happen. */
  key: string;
  to: { agentId: string; agentName: string };
  /** What the next agent is to know and do. */
  message: string;
}

/** Who keeps conversations. False: there is no such conversation any more. */
export type HandOffReceiver = (handOff: HandOff) => Promise<boolean>;

/** Where conversations, which are a feature of their own, are moved to another agent. */
@Injectable()
export class HandOffs {
  private receiver: HandOffReceiver | undefined;

  /** Called in `onModuleInit` of the feature that keeps conversations. */
  receive(receiver: HandOffReceiver): void {
    this.receiver = receiver;
  }

  /** @returns false when nobody keeps this conversation: then the other agent is asked, and its answer is that of the task */
  async move(handOff: HandOff): Promise<boolean> {
    return (await this.receiver?.(handOff)) ?? false;
  }
}
