import { Queue, Worker } from 'bullmq';
import type { Redis, RedisOptions } from 'ioredis';
import { SilenceSafeRedis } from './silence-safe-redis.js';
import { farthestHintMs, hintId, WakeUps, type Closeable, type HintCounts } from './wake-ups.port.js';

export interface BullWakeUpsOptions {
  /** `redis://…` */
  redisUrl: string;
  /** PEM of the authority that vouches for a `rediss://` server. */
  redisCa?: string | undefined;
  /** Name of the queue, one per service. */
  queue: string;
  /** Before all keys in Redis; `aaas` unless set. */
  prefix?: string;
  /** Told about faults of Redis; the runs do without it. */
  onFault?: (error: unknown) => void;
}

/** How long a goodbye to Redis may take: after an outage a connection may look ready and answer nothing. */
const goodbyeMs = 5000;

/** Done when `work` is, and in time whatever becomes of it: hints are not worth a process that does not end. */
async function soon(work: Promise<unknown> | undefined): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([work, new Promise((done) => (timer = setTimeout(done, goodbyeMs)))]);
  clearTimeout(timer);
}

interface Hint {
  run: string;
}

/** A hint that is still to be sent. `line`: undefined when it has none. */
interface Pending {
  id: string;
  run: string;
  delay: number;
  line: string | undefined;
}

/** Lines may be called anything; names of queues may not. */
const lineName = (line: string): string => Buffer.from(line, 'utf8').toString('base64url');

/** Hints that wait to be sent together. Beyond that the reconciler finds the runs. */
const mostPending = 5000;
/** How long counting may take: a connection may look ready and answer nothing. */
const countingMs = 2000;
/** Handlers at work at once: each ends when its lease is taken. */
const concurrency = 32;

/** A connection that nobody uses does not show that it is dead, so it is asked this often. */
const askEveryMs = 2000;

const connectionOptions: RedisOptions = {
  maxRetriesPerRequest: null,
  connectTimeout: 4000,
  retryStrategy: (times) => Math.min(50 * times, 800) + Math.floor(Math.random() * 200),
};

const addressOf = (url: string, ca?: string): RedisOptions => {
  const { protocol, hostname, port, username, password, pathname } = new URL(url);
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || 6379),
    db: Number(pathname.slice(1) || 0),
    ...(username ? { username: decodeURIComponent(username) } : {}),
    ...(password ? { password: decodeURIComponent(password) } : {}),
    ...(protocol === 'rediss:' || ca !== undefined ? { tls: ca === undefined ? {} : { ca } } : {}),
  };
};

/**
 * Wake-ups on BullMQ. A hint is a job that carries ids only and is gone when its handler is done; one that Redis cannot take is
 * dropped, since the reconciler finds the run without it.
 */
export class BullWakeUps extends WakeUps {
  private readonly redis: Redis;
  private readonly queue: Queue<Hint>;
  private readonly lineQueues = new Map<string, Queue<Hint>>();
  private readonly onFault: (error: unknown) => void;
  private readonly consumers = new Set<Closeable>();
  private pending: Pending[] = [];
  private sending: Promise<unknown> | undefined;
  private closed = false;

  constructor(private readonly options: BullWakeUpsOptions) {
    super();
    this.onFault = options.onFault ?? (() => undefined);
    this.redis = this.connect();
    this.queue = this.open(options.queue);
  }

  /** Resolves once Redis answers. */
  async ready(): Promise<void> {
    await this.queue.waitUntilReady();
  }

  get isConnected(): boolean {
    return this.redis.status === 'ready';
  }

  wake(runId: string, wake: number, at?: number, line?: string): void {
    const delay = at === undefined ? 0 : Math.max(0, at - Date.now());
    if (this.closed || !this.isConnected || delay > farthestHintMs || this.pending.length >= mostPending) return;
    this.pending.push({ id: hintId(runId, wake, delay > 0), run: runId, delay, line });
    this.send();
  }

  onWake(handle: (runId: string) => Promise<void>, lines?: readonly string[]): Closeable {
    const consumers = lines
      ? lines.map((line) => this.consume(this.nameOf(line), handle))
      : [this.consume(this.options.queue, handle)];
    return {
      close: async () => void (await Promise.all(consumers.map((consumer) => consumer.close()))),
    };
  }

  async counts(lines: readonly string[]): Promise<HintCounts | undefined> {
    if (!this.isConnected) return undefined;
    const queues = [this.queue, ...lines.map((line) => this.queueOf(line))];
    const counted = Promise.all(queues.map((queue) => queue.getJobCounts('wait', 'active', 'delayed', 'failed'))).catch(
      this.onFault,
    );
    let timer: NodeJS.Timeout | undefined;
    const found = await Promise.race([counted, new Promise<void>((done) => (timer = setTimeout(done, countingMs)))]);
    clearTimeout(timer);
    if (!found) return undefined;
    const sum = (state: string) => found.reduce((total, counts) => total + (counts[state] ?? 0), 0);
    return { waiting: sum('wait'), active: sum('active'), delayed: sum('delayed'), failed: sum('failed') };
  }

  private consume(queue: string, handle: (runId: string) => Promise<void>): Closeable {
    const connection = this.connect();
    const worker = new Worker<Hint>(queue, ({ data }) => handle(data.run), {
      connection,
      concurrency,
      drainDelay: 3,
      ...this.keys,
    });
    worker.on('error', this.onFault);
    const consumer: Closeable = {
      close: async () => {
        this.consumers.delete(consumer);
        // Without Redis there is nothing to hand back.
        await soon(worker.close(connection.status !== 'ready').catch(this.onFault));
        connection.disconnect();
      },
    };
    this.consumers.add(consumer);
    return consumer;
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await Promise.all([...this.consumers].map((consumer) => consumer.close()));
    if (this.isConnected) await soon(this.sending);
    const queues = [this.queue, ...this.lineQueues.values()];
    await soon(Promise.all(queues.map((queue) => queue.close().catch(this.onFault))));
    this.redis.disconnect();
  }

  private get keys(): { prefix: string } {
    return { prefix: this.options.prefix ?? 'aaas' };
  }

  private connect(): Redis {
    const redis = new SilenceSafeRedis({
      ...addressOf(this.options.redisUrl, this.options.redisCa),
      ...connectionOptions,
    });
    redis.on('error', this.onFault);
    const asking = setInterval(() => {
      if (redis.status === 'ready') void redis.ping().catch(() => undefined);
    }, askEveryMs);
    asking.unref();
    redis.once('end', () => clearInterval(asking));
    return redis;
  }

  /** What is hinted at in one turn of the event loop travels together. */
  private send(): void {
    this.sending ??= new Promise(setImmediate)
      .then(() => this.flush())
      .catch(this.onFault)
      .finally(() => {
        this.sending = undefined;
        if (this.pending.length > 0) this.send();
      });
  }

  private async flush(): Promise<void> {
    const byLine = new Map<string | undefined, Pending[]>();
    for (const hint of this.pending) {
      const known = byLine.get(hint.line);
      if (known) known.push(hint);
      else byLine.set(hint.line, [hint]);
    }
    this.pending = [];
    await Promise.all([...byLine].map(([line, hints]) => this.add(this.queueOf(line), hints)));
  }

  private nameOf(line: string): string {
    return `${this.options.queue}.${lineName(line)}`;
  }

  private open(name: string): Queue<Hint> {
    const queue = new Queue<Hint>(name, { connection: this.redis, ...this.keys });
    queue.on('error', this.onFault);
    return queue;
  }

  private queueOf(line: string | undefined): Queue<Hint> {
    if (line === undefined) return this.queue;
    const queue = this.lineQueues.get(line) ?? this.open(this.nameOf(line));
    this.lineQueues.set(line, queue);
    return queue;
  }

  private async add(queue: Queue<Hint>, hints: readonly Pending[]): Promise<void> {
    await queue.addBulk(
      hints.map(({ id, run, delay }) => ({
        name: 'wake',
        data: { run },
        opts: { jobId: id, delay, attempts: 1, removeOnComplete: true, removeOnFail: true },
      })),
    );
  }
}
