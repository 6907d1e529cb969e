import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { AppError } from '#libs/contracts';
import type { Target } from '../models/model-router.js';
import type { Asking } from './asking.js';
import { Attempt, type Source } from './attempt.js';
import { backOffMs } from './back-off.js';
import { Breakers } from './breakers.js';
import { CallLimits } from './call-limits.js';
import { deadlinesOf, modelDeadlines, type DeadlineSpec } from './deadlines.js';
import { Receipts } from './receipts.js';
import type { CallNotes } from './stage.js';
import { Turn, type Failure, type PaidPart } from './turn.js';

export type { PaidPart } from './turn.js';

/** One ask on its way to the first of several models that answers. */
export interface Routed {
  asking: Asking;
  /** In turn. What it throws ends the call. */
  targets: () => readonly Target[] | Promise<readonly Target[]>;
  source: Source;
  /** Tokens of what is sent, as far as one can know, and of what may come. */
  tokens: { sent: () => number; expected: () => number };
  deadlines?: Partial<DeadlineSpec> | undefined;
  whole: boolean;
  notes: CallNotes;
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
    const found = call.targets();
    const targets = found instanceof Promise ? await found : found;
    const spec = deadlinesOf(call.deadlines, this.deadlines);
    const until = performance.now() + spec.totalMs;
    let told: Failure | undefined;
    for (const [at, target] of targets.entries()) {
      if (at > 0) notes.rerouted ??= 'fallback';
      for (let attempt = 1; ; attempt += 1) {
        const left = { ...spec, totalMs: Math.max(1, until - performance.now()) };
        const turn = this.turn(call, target);
        let failure = turn.closed();
        if (!failure && call.whole) {
          const answer = await this.askWhole(turn, left, asking.signal);
          // Not `yield*`, which would make promises of its own for what is an array.
          if (Array.isArray(answer)) {
            for (const part of answer) yield part;
            return;
          }
          failure = answer;
        } else failure ??= yield* this.ask(turn, left, asking.signal);
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

  private turn(call: Routed, target: Target): Turn {
    const breaker = this.breakers.of(target, call.asking.caller.companyId);
    const attempt = new Attempt(target, call.source, call.tokens.sent);
    return new Turn(call, attempt, breaker, this.limits, this.receipts);
  }

  /** @returns why it may be asked again, or another; nothing when it answered. @throws what ends the call */
  private async *ask(
    turn: Turn,
    spec: DeadlineSpec,
    outer: AbortSignal,
  ): AsyncGenerator<PaidPart, Failure | undefined> {
    try {
      const entering = turn.enter(spec);
      if (entering) await entering;
      for await (const part of turn.attempt.parts(spec, outer))
        yield part.type === 'end' ? await turn.paid(part) : part;
      return undefined;
    } catch (error) {
      return await turn.failed(error);
    } finally {
      const leaving = turn.leave();
      if (leaving) await leaving;
    }
  }

  /** As `ask`, for an answer that nobody sees before it is whole: without a generator's promises for each part. */
  private async askWhole(turn: Turn, spec: DeadlineSpec, outer: AbortSignal): Promise<PaidPart[] | Failure> {
    try {
      const entering = turn.enter(spec);
      if (entering) await entering;
      const { end, said } = await turn.attempt.whole(spec, outer);
      return [...said, await turn.paid(end)];
    } catch (error) {
      return await turn.failed(error);
    } finally {
      const leaving = turn.leave();
      if (leaving) await leaving;
    }
  }
}

/** What was not asked is not waited for: the next candidate is there, or the caller may come back. */
const waitBefore = ({ error, asked }: Failure, attempt: number): number | undefined =>
  asked ? backOffMs(error, attempt) : undefined;

const isLate = ({ error }: Failure): boolean => AppError.is(error, 'DEADLINE_EXCEEDED');
