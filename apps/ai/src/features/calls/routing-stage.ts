import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { AppError } from '#libs/contracts';
import { Attempt } from './attempt.js';
import { backOffMs } from './back-off.js';
import { Breakers } from './breakers.js';
import { CallLimits } from './call-limits.js';
import { Candidates } from './candidates.js';
import { deadlinesOf, modelDeadlines, type DeadlineSpec } from './deadlines.js';
import type { Permit } from './gate.js';
import { Receipts } from './receipts.js';
import { Stage, type AnswerPart, type ModelCall } from './stage.js';

/** Why a candidate did not answer, and whether it was asked at all. */
interface Failure {
  error: unknown;
  asked: boolean;
}

/**
 * The last stage: which model is asked, how often, and for how long. The only place where a call of a model is repeated, and only until
 * the first part of an answer was handed on.
 */
@Injectable()
export class RoutingStage extends Stage {
  /** Of calls that set none of their own. */
  deadlines: DeadlineSpec = modelDeadlines;

  constructor(
    private readonly candidates: Candidates,
    private readonly breakers: Breakers,
    private readonly limits: CallLimits,
    private readonly receipts: Receipts,
  ) {
    super();
  }

  /**
   * @throws MODEL_NOT_FOUND, MODEL_NO_TOOLS; when no candidate answered, the error of the first: MODEL_RATE_LIMITED, MODEL_BUSY,
   *   MODEL_UNAVAILABLE, MODEL_REFUSED, DEADLINE_EXCEEDED; the reason of `asking.signal`
   */
  async *run(call: ModelCall): AsyncGenerator<AnswerPart, void, void> {
    const spec = deadlinesOf(call.deadlines, this.deadlines);
    const until = performance.now() + spec.totalMs;
    const targets = await this.candidates.of(call);
    let told: Failure | undefined;
    for (const [at, target] of targets.entries()) {
      if (at > 0) call.notes.rerouted ??= 'fallback';
      for (let attempt = 1; ; attempt += 1) {
        const left = { ...spec, totalMs: Math.max(1, until - performance.now()) };
        const failure = yield* this.ask(call, new Attempt(target, this.candidates.requestFor(target, call.request)), left);
        if (!failure) return;
        // The wanted model's own error says most, unless it was not asked at all.
        if (!told || at === 0 || (failure.asked && !told.asked)) told = failure;
        const waitMs = at + 1 < targets.length && isLate(failure) ? undefined : waitBefore(failure, attempt);
        if (waitMs === undefined || performance.now() + waitMs >= until) break;
        await sleep(waitMs, undefined, { signal: call.asking.signal }).catch(() => call.asking.signal.throwIfAborted());
      }
      if (performance.now() >= until) break;
    }
    throw told?.error ?? new AppError('MODEL_UNAVAILABLE');
  }

  /** @returns why it may be asked again, or another; nothing when it answered. @throws what ends the call */
  private async *ask(
    call: ModelCall,
    attempt: Attempt,
    spec: DeadlineSpec,
  ): AsyncGenerator<AnswerPart, Failure | undefined, void> {
    const { asking } = call;
    const breaker = this.breakers.of(attempt.target);
    const closedMs = breaker.enter();
    if (closedMs > 0) return { error: leftAlone(attempt, closedMs), asked: false };
    let permit: Permit | undefined;
    let failed: { error: unknown } | undefined;
    try {
      permit = await this.limits.enter(asking, attempt.target, call.request, spec.totalMs);
      for await (const part of attempt.parts(spec, asking.signal, call.whole === true)) {
        if (part.type !== 'end') yield part;
        else {
          breaker.succeeded();
          yield { type: 'end', finish: part.finish, usage: await this.receipts.paid(call, attempt) };
        }
      }
      return undefined;
    } catch (error) {
      asking.signal.throwIfAborted();
      failed = { error };
      if (attempt.answered) throw error;
      if (permit) breaker.failed(error);
      if (attempt.shown) throw error;
      if (permit) await this.receipts.failed(call, attempt, error);
      return { error, asked: permit !== undefined };
    } finally {
      permit?.leave(attempt.used);
      if (!attempt.answered) {
        if (!failed || !permit) breaker.left();
        // Begun and never ended: the caller left, or it broke off before his eyes. It is paid for all the same.
        if (attempt.firstMs !== undefined && (!failed || attempt.shown)) await this.receipts.cut(call, attempt, failed?.error);
      }
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
