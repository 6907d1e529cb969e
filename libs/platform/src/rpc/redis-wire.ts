import { AppError } from '#libs/contracts';
import type { BlockingConnection, RedisConnections, Script } from '#libs/platform/redis';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Slots } from './slots.js';
import { queueBound, RpcWire, type Closeable } from './wire.port.js';

/** A queue that nobody serves is forgotten, after every deadline in it. */
const forgetMs = 15 * 60_000;
/** How often the clock is compared with Redis'. */
const calibrateMs = 5000;
/** Requests taken at once, so that a burst is shared among replicas. */
const takeBound = 32;

const pushScript = `
if redis.call('LLEN', KEYS[1]) >= tonumber(ARGV[2]) then return 0 end
redis.call('LPUSH', KEYS[1], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1`;

/** RPC over Redis lists and pub/sub. Its clock is Redis' own, so that machines whose clocks differ agree on deadlines. */
export class RedisWire extends RpcWire {
  private offset = 0;
  private readonly pushOne: Script;
  private readonly calibration: NodeJS.Timeout;

  private constructor(private readonly redis: RedisConnections) {
    super();
    this.pushOne = redis.script(pushScript);
    this.calibration = setInterval(() => void this.calibrate().catch(() => undefined), calibrateMs);
    this.calibration.unref();
  }

  static async open(redis: RedisConnections): Promise<RedisWire> {
    const wire = new RedisWire(redis);
    await wire.calibrate();
    return wire;
  }

  now(): number {
    return performance.now() + this.offset;
  }

  async push(queue: string, text: string): Promise<void> {
    const taken = await this.pushOne([queue], [text, queueBound, forgetMs]).catch(unavailable);
    if (taken !== 1) throw new AppError('UNAVAILABLE', { detail: `${queue} has too many calls waiting` });
  }

  consume(queue: string, slots: Slots, take: (text: string) => void): Closeable {
    const connection = this.redis.blocking('rpc');
    const state = { open: true };
    const done = this.consumeAll(connection, queue, slots, take, state);
    return {
      close: async () => {
        state.open = false;
        slots.wake();
        await connection.wake();
        await done;
        await connection.close();
      },
    };
  }

  async publish(channel: string, text: string): Promise<number> {
    return this.redis.commands.publish(channel, text).catch(unavailable);
  }

  async listen(channel: string, onText: (text: string) => void): Promise<Closeable> {
    const remove = await this.redis.subscriptions.add(channel, onText).catch(unavailable);
    return { close: async () => remove() };
  }

  async close(): Promise<void> {
    clearInterval(this.calibration);
  }

  private async consumeAll(
    connection: BlockingConnection,
    queue: string,
    slots: Slots,
    take: (text: string) => void,
    state: { open: boolean },
  ): Promise<void> {
    while (state.open) {
      try {
        await slots.whenFree();
        const count = Math.min(slots.free, takeBound);
        if (!state.open || count <= 0) continue;
        const taken = await connection.wait((redis) => redis.blmpop(1, 1, queue, 'RIGHT', 'COUNT', count));
        for (const text of taken?.[1] ?? []) take(text);
      } catch {
        // The connection comes back by itself; the log has it.
        await sleep(100);
      }
    }
  }

  /** Redis' time at the middle of the question. */
  private async calibrate(): Promise<void> {
    const before = performance.now();
    const [seconds, micros] = await this.redis.commands.time();
    const after = performance.now();
    this.offset = Number(seconds) * 1000 + Number(micros) / 1000 - (before + after) / 2;
  }
}

const unavailable = (cause: unknown): never => {
  throw new AppError('UNAVAILABLE', { detail: 'calls between services are not possible at the moment' }, { cause });
};
