import { Redis, type RedisOptions } from 'ioredis';
import type { Logger } from '#libs/platform/logging';
import { BlockingConnection } from './blocking-connection.js';
import { checkServer } from './check-server.js';
import { leave } from './leave.js';
import { Subscriptions } from './subscriptions.js';

/** A connection on which nothing came for this long, although an answer is due, is dead: half-open, or its server is stuck. */
const silenceMs = 4000;
const bootMs = 10_000;

/** Soon again, at most a second apart, and not all processes at once. */
const retryStrategy = (times: number): number => Math.min(50 * times, 800) + Math.floor(Math.random() * 200);

/**
 * No command is sent twice: one whose answer was lost with its connection is an error at once (`maxRetriesPerRequest: 0`
 * flushes what is pending), because it may have been carried out. A command without a connection fails, it does not wait.
 */
const failFast: RedisOptions = {
  maxRetriesPerRequest: 0,
  autoResendUnfulfilledCommands: false,
  enableOfflineQueue: false,
  connectTimeout: silenceMs,
  socketTimeout: silenceMs,
  retryStrategy,
};

export type { Redis } from 'ioredis';

/** A Lua script on the server. Numbers come back as numbers, texts as strings. */
export type Script = (keys: readonly string[], args: readonly (string | number)[]) => Promise<unknown>;

/** The connections of one process to Redis: one for commands, one for subscriptions, and one for each loop that blocks. */
export class RedisConnections {
  readonly commands: Redis;
  readonly subscriptions: Subscriptions;
  private readonly open: Redis[] = [];
  private warnedAt = -Infinity;

  private constructor(
    readonly url: string,
    private readonly logger: Logger,
    private readonly ca: string | undefined,
  ) {
    this.commands = this.connect('commands');
    this.subscriptions = new Subscriptions(this.connect('subscriptions'));
  }

  /** @param ca PEM of the authority that vouches for a `rediss://` server. @throws Error when Redis is not there within 10 s, is older than 7.0, or may evict */
  static async open(url: string, logger: Logger, ca?: string): Promise<RedisConnections> {
    const connections = new RedisConnections(url, logger, ca);
    try {
      await Promise.all(connections.open.map((redis) => whenReady(redis)));
      await checkServer(connections.commands);
      return connections;
    } catch (error) {
      await connections.close();
      throw error;
    }
  }

  /** Close it before these connections. */
  blocking(name: string): BlockingConnection {
    // Its first command may wait for the connection; the loop around it is patient.
    return new BlockingConnection(this.connect(name, { enableOfflineQueue: true }), this.commands);
  }

  script(lua: string): Script {
    let sha: Promise<string> | undefined;
    const load = () =>
      (sha ??= this.commands.script('LOAD', lua) as Promise<string>).catch(
        (error: unknown) => ((sha = undefined), Promise.reject(error)),
      );
    return async (keys, args) => {
      const call = async () => this.commands.evalsha(await load(), keys.length, ...keys, ...args);
      return call().catch((error: unknown) => {
        // A restarted server has forgotten the script, and carried out nothing.
        if (!String(error).includes('NOSCRIPT')) throw error;
        sha = undefined;
        return call();
      });
    };
  }

  async close(): Promise<void> {
    this.subscriptions.close();
    await Promise.all(this.open.map(leave));
  }

  private connect(name: string, options: RedisOptions = {}): Redis {
    const tls = this.ca === undefined ? {} : { tls: { ca: this.ca } };
    const redis = new Redis(this.url, { ...failFast, ...tls, ...options, connectionName: `aaas-${name}` });
    redis.on('error', (error) => this.warn(name, error));
    this.open.push(redis);
    return redis;
  }

  private warn(name: string, error: unknown): void {
    if (performance.now() - this.warnedAt < 5000) return;
    this.warnedAt = performance.now();
    this.logger.warn({ error, connection: name }, 'Redis is not reachable, trying again');
  }
}

const whenReady = (redis: Redis): Promise<void> =>
  new Promise((resolve, reject) => {
    let last: unknown;
    const timer = setTimeout(
      () => reject(new Error(`REDIS_URL: no answer within ${bootMs / 1000} s`, { cause: last })),
      bootMs,
    );
    redis.on('error', (error) => (last = error));
    const ready = () => {
      clearTimeout(timer);
      resolve();
    };
    if (redis.status === 'ready') ready();
    else redis.once('ready', ready);
  });
