import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { AppError, type AiUsage } from '#libs/contracts';
import type { Target } from '../models/model-router.js';
import type { Asking } from './asking.js';
import { Attempt, type ProviderPart, type Source } from './attempt.js';
import { backOffMs } from './back-off.js';
import { Breakers } from './breakers.js';
import { CallLimits } from './call-limits.js';
import { deadlinesOf, modelDeadlines, type DeadlineSpec } from './deadlines.js';
import type { Permit } from './gate.js';
import { Receipts } from './receipts.js';
import type { CallNotes } from './stage.js';

/** One ask on its way to the first of several models that answers. */
export interface Routed {
  asking: Asking;
  /** In turn. What it throws ends the call. */
  targets: () => Promise<readonly Target[]>;
  source: Source;
  /** Tokens of what is sent, as far as one can know, and of what may come. */
  tokens: { sent: () => number; expected: () => number };
  deadlines?: Partial<DeadlineSpec> | undefined;
  whole: boolean;
  notes: CallNotes;
}

type End = Extract<ProviderPart, { type: 'end' }>;
/** As of a provider, with what the call cost instead of bare tokens. */
export type PaidPart = Exclude<ProviderPart, End> | (Pick<End, 'type' | 'finish'> & { usage: AiUsage });

/** Why a candidate did not answer, and whether it was asked at all. */
interface Failure {
  error: unknown;
  asked: boolean;
}

/**
 * Which model is asked, how often, and for how long. The only place where a call of a model is repeated, and only until the first part
 * of an answer was handed on.
 */
@Injectable()
export class Routing {
  /** Of calls that set none of their own. */
  deadlines: DeadlineSpec = modelDeadlines;

  constructor(
    private readonly breakers: Breakers,
    private readonly limits: CallLimits,
    private readonly receipts: Receipts,
  ) {}

  /**
   * @throws when no candidate answered, the error of the first that was asked: MODEL_RATE_LIMITED, MODEL_UNAVAILABLE, MODEL_REFUSED,
   *   DEADLINE_EXCEEDED; MODEL_BUSY when none was asked; the reason of `asking.signal`
   */
  async *through(call: Routed): AsyncGenerator<PaidPart, void, void> {
    const { asking, notes } = call;
    const targets = await call.targets();
    const spec = deadlinesOf(call.deadlines, this.deadlines);
    const until = performance.now() + spec.totalMs;
    let told: Failure | undefined;
    for (const [at, target] of targets.entries()) {
      if (at > 0) notes.rerouted ??= 'fallback';
      for (let attempt = 1; ; attempt += 1) {
        const left = { ...spec, totalMs: Math.max(1, until - performance.now()) };
        const failure = yield* this.ask(call, new Attempt(target, call.source, call.tokens.sent), left);
        if (!failure) return;
        // The wanted model's own error says most, unless it was not asked at all.
        if (!told || at === 0 || (failure.asked && !told.asked)) told = failure;
        const waitMs = at + 1 < targets.length && isLate(failure) ? undefined : waitBefore(failure, attempt);
        if (waitMs === undefined || performance.now() + waitMs >= until) break;
        await sleep(waitMs, undefined, { signal: asking.signal }).catch(() => asking.signal.throwIfAborted());
      }
      if (performance.now() >= until) break;
    }
    throw (told?.error as Error | undefined) ?? new AppError('MODEL_UNAVAILABLE');
  }

  /** @returns why it may be asked again, or another; nothing when it answered. @throws what ends the call */
  private async *ask(
    call: Routed,
    attempt: Attempt,
    spec: DeadlineSpec,
  ): AsyncGenerator<PaidPart, Failure | undefined, void> {
    const { asking } = call;
    const breaker = this.breakers.of(attempt.target, asking.caller.companyId);
    const closedMs = breaker.enter();
    if (closedMs > 0) return { error: leftAlone(attempt, closedMs), asked: false };
    let permit: Permit | undefined;
    let failed: { error: unknown } | undefined;
    try {
      permit = await this.limits.enter(asking, attempt.target, call.tokens.expected, spec.totalMs);
      for await (const part of attempt.parts(spec, asking.signal, call.whole)) {
        if (part.type !== 'end') yield part;
        else {
          breaker.succeeded();
          yield { type: 'end', finish: part.finish, usage: await this.receipts.paid(call, attempt) };
        }
      }
      return undefined;
    } catch (error) {
      asking.signal.throwIfAborted();
      // It is paid for: that it could not be written down, or read, is no reason to ask again.
      if (attempt.answered) throw error;
      failed = { error };
      if (permit) breaker.failed(error);
      if (attempt.shown) throw error;
      if (permit) await this.receipts.failed(call, attempt, error);
      return { error, asked: permit !== undefined };
    } finally {
      permit?.leave(attempt.used);
      if (!attempt.answered && (!failed || !permit)) breaker.left();
      // Begun and never ended: the caller left, or it broke off before his eyes. It is paid for all the same.
      const isCut = !attempt.answered && attempt.firstMs !== undefined && (!failed || attempt.shown);
      if (isCut) await this.receipts.cut(call, attempt, failed?.error);
    }
  }
}

/** What was not asked is not waited for: the next candidate is there, or the caller may come back. */
const waitBefore = ({ error, asked }: Failure, attempt: number): number | undefined =>
  asked ? backOffMs(error, attempt) : undefined;

const isLate = ({ error }: Failure): boolean => AppError.is(error, 'DEADLINE_EXCEEDED');

const leftAlone = ({ target }: Attempt, retryAfterMs: number): AppError =>
  new AppError('MODEL_UNAVAILABLE', {
    detail: `${target.id} did not answer several times and is left alone for a while`,
    retryAfterMs: Math.ceil(retryAfterMs),
  });
