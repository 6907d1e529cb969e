import type { RedisConnections, Script } from '#libs/platform/redis';
import { LimitStore, type Rate, type Verdict } from './limit-store.port.js';

const prefix = 'aaas:limits:';

/** Microseconds by Redis' clock. */
const now = `local time = redis.call('TIME') local now = time[1] * 1000000 + time[2]`;

/** When the bucket will be full again is all it must remember; the key ends then. Answers how long to wait, in ms. */
const takeScript = `${now}
local window, limit, cost = tonumber(ARGV[1]) * 1000, tonumber(ARGV[2]), tonumber(ARGV[3])
local full = math.max(tonumber(redis.call('GET', KEYS[1]) or 0), now) + window / limit * math.min(cost, limit)
local wait = math.ceil((full - window - now) / 1000 - 1e-6)
if wait > 0 then return wait end
redis.call('SET', KEYS[1], string.format('%.0f', full), 'PX', math.ceil((full - now) / 1000))
return 0`;

const settleScript = `${now}
local full = math.max(tonumber(redis.call('GET', KEYS[1]) or 0), now) + tonumber(ARGV[1]) * 1000 / ARGV[2] * ARGV[3]
if full <= now then redis.call('DEL', KEYS[1]) else
redis.call('SET', KEYS[1], string.format('%.0f', full), 'PX', math.ceil((full - now) / 1000)) end
return 0`;

/** Holders by the end of their lease. */
const enterScript = `${now}
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) and redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then return 0 end
redis.call('ZADD', KEYS[1], now + ARGV[3] * 1000, ARGV[1])
local last = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')
redis.call('PEXPIRE', KEYS[1], math.ceil((last[2] - now) / 1000))
return 1`;

/** Limits that all replicas share. */
export class RedisLimitStore extends LimitStore {
  private readonly takeOne: Script;
  private readonly settleOne: Script;
  private readonly enterOne: Script;

  constructor(private readonly redis: RedisConnections) {
    super();
    this.takeOne = redis.script(takeScript);
    this.settleOne = redis.script(settleScript);
    this.enterOne = redis.script(enterScript);
  }

  async take(key: string, { limit, windowMs }: Rate, cost: number): Promise<Verdict> {
    const retryAfterMs = Number(await this.takeOne([`${prefix}rate:${key}`], [windowMs, limit, cost]));
    return { allowed: retryAfterMs === 0, retryAfterMs };
  }

  async settle(key: string, { limit, windowMs }: Rate, cost: number): Promise<void> {
    await this.settleOne([`${prefix}rate:${key}`], [windowMs, limit, cost]);
  }

  async enter(key: string, holder: string, limit: number, leaseMs: number): Promise<boolean> {
    return (await this.enterOne([`${prefix}places:${key}`], [holder, limit, leaseMs])) === 1;
  }

  async leave(key: string, holder: string): Promise<void> {
    await this.redis.commands.zrem(`${prefix}places:${key}`, holder);
  }
}
