import type { Redis } from 'ioredis';
import { leave } from './leave.js';

/** A connection of its own for one loop of commands that wait at the server, each for less than 4 s. */
export class BlockingConnection {
  private id: number | undefined;

  constructor(
    private readonly redis: Redis,
    private readonly commands: Redis,
  ) {
    redis.on('close', () => (this.id = undefined));
  }

  /** Sends one command and waits for its answer. @throws when the connection is lost meanwhile; the next call finds it restored */
  async wait<T>(command: (redis: Redis) => Promise<T>): Promise<T> {
    this.id ??= await this.redis.client('ID');
    return command(this.redis);
  }

  /** Ends the wait of the command at work as if its time were over. Not by cutting it off: what the server hands out in that moment would be lost. */
  async wake(): Promise<void> {
    if (this.id !== undefined) await this.commands.client('UNBLOCK', this.id).catch(() => undefined);
  }

  close(): Promise<void> {
    return leave(this.redis);
  }
}
