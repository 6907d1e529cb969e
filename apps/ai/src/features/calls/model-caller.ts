import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { Completion, CompletionRequest, NativeTasks, TokenCount } from '#libs/catalog/providers/defs';
import { AppError, type AiUsage } from '#libs/contracts';
import { ProviderPool } from '../models/provider-pool.js';
import type { Target } from '../models/model-router.js';
import { UsageService } from '../usage/usage.service.js';
import type { Asking } from './asking.js';
import { Deadlines, modelDeadlines } from './deadlines.js';

/** Calls of a provider for one ask, the first included. */
const mostAttempts = 3;
/** A provider that asks to wait longer than this is not waited for: the caller may come back. */
const longestWaitMs = 10_000;
const firstBackOffMs = 250;

/** Calls providers: within deadlines, again where the error's verdict allows it, and with everything that was used written down. */
@Injectable()
export class ModelCaller {
  /** For tests. */
  deadlines = modelDeadlines;

  constructor(
    private readonly pool: ProviderPool,
    private readonly usage: UsageService,
  ) {}

  /** @throws the provider's error when it is final or the attempts are used up; DEADLINE_EXCEEDED; the reason of `asking.signal` */
  async complete(
    asking: Asking,
    target: Target,
    request: Omit<CompletionRequest, 'model'>,
  ): Promise<Completion & { usage: AiUsage }> {
    const until = performance.now() + this.deadlines.totalMs;
    for (let attempt = 1; ; attempt += 1) {
      const started = performance.now();
      const answer = await this.once(asking, target, request, until - started).catch((error: unknown) => ({ error }));
      // Outside the attempt: a call that was answered is never repeated because writing it down failed.
      if (!('error' in answer)) return { ...answer, usage: await this.paid(asking, target, answer.tokens, started) };
      asking.signal.throwIfAborted();
      const waitMs = backOffMs(answer.error, attempt);
      if (waitMs === undefined || performance.now() + waitMs >= until) throw answer.error;
      await sleep(waitMs, undefined, { signal: asking.signal }).catch(() => asking.signal.throwIfAborted());
    }
  }

  /** Runs a task that the provider has of its own. */
  async native<R extends { tokens: TokenCount }>(
    asking: Asking,
    target: Target,
    task: (tasks: Partial<NativeTasks>) => R | undefined,
  ): Promise<(R & { usage: AiUsage }) | undefined> {
    asking.signal.throwIfAborted();
    const started = performance.now();
    const answer = task(target.connected.provider.tasks);
    return answer && { ...answer, usage: await this.paid(asking, target, answer.tokens, started) };
  }

  private async once(
    asking: Asking,
    target: Target,
    request: Omit<CompletionRequest, 'model'>,
    leftMs: number,
  ): Promise<Completion> {
    const { id, provider } = target.connected;
    const deadlines = new Deadlines({ ...this.deadlines, totalMs: Math.max(1, leftMs) }, asking.signal);
    try {
      const answer = await provider.complete({ ...request, model: target.name }, deadlines);
      this.pool.observe(id);
      return answer;
    } catch (error) {
      if (!asking.signal.aborted) this.pool.observe(id, error);
      throw error;
    } finally {
      deadlines.end();
    }
  }

  private paid(asking: Asking, target: Target, tokens: TokenCount, started: number): Promise<AiUsage> {
    return this.usage.record(asking, target, tokens, Math.round(performance.now() - started));
  }
}

/** Milliseconds until the next attempt; undefined when there must be none. */
function backOffMs(error: unknown, attempt: number): number | undefined {
  if (!AppError.is(error) || error.retry === 'never' || attempt >= mostAttempts) return undefined;
  const ownMs = firstBackOffMs * 2 ** (attempt - 1) * (0.5 + Math.random());
  const waitMs = Math.max(error.details.retryAfterMs ?? 0, ownMs);
  return waitMs <= longestWaitMs ? waitMs : undefined;
}
