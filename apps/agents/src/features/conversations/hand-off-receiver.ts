import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '#libs/platform/database';
import { HandOffs } from '../tasks/hand-offs.js';
import { ConversationLine } from './conversation-line.js';

/** Moves conversations to the agents that they are handed to. */
@Injectable()
export class HandOffReceiver implements OnModuleInit {
  constructor(
    private readonly handOffs: HandOffs,
    private readonly line: ConversationLine,
    private readonly db: Database,
  ) {}

  onModuleInit(): void {
    this.handOffs.receive((handOff) => this.db.transaction((tx) => this.line.handOff(tx, handOff)));
  }
}
