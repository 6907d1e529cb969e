import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { AppError, type ErrorCode, type ErrorDetails } from '#libs/contracts';
import { AskStore, askId, leaseMs } from './ask-store.js';
import { JoinedWork } from './joined-work.js';

interface Ask {
  companyId: string;
  /** Of the effect; the same for every repeat. Without one, the work simply runs. */
  key: string | undefined;
  /** What is asked, to refuse a key that was used for something else. */
  question: unknown;
  signal: AbortSignal;
}

/** While another replica works: the first and the longest pause between two looks, ms. */
const look = { first: 40, longest: 500 };

/**
 * Answers a keyed ask once. The answer, or the error that no retry mends, is kept and given again; asks under one key at the same
 * time join, in this process and across replicas. A failure that may pass is not kept.
 */
@Injectable()
export class KeyedAsks {
  private readonly atWork = new Map<string, JoinedWork>();

  constructor(private readonly store: AskStore) {}

  /** @throws IDEMPOTENCY_KEY_REUSED when the key came with another question; what `work` threw */
  answer<T>({ key, ...ask }: Ask, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return key === undefined ? work(ask.signal) : this.once({ ...ask, key }, work);
  }

  private async once<T>(
    { companyId, key, question, signal }: Ask & { key: string },
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const id = askId(companyId, key);
    const fingerprint = createHash('sha256').update(JSON.stringify(question)).digest('base64url');
    let joined = this.atWork.get(id);
    if (joined && joined.fingerprint !== fingerprint) throw new AppError('IDEMPOTENCY_KEY_REUSED');
    if (!joined || joined.abandoned) {
      joined = new JoinedWork(fingerprint, (shared) => this.settle(companyId, id, fingerprint, shared, work));
      this.atWork.set(id, joined);
      const mine = joined;
      mine.ended.finally(() => this.atWork.get(id) === mine && this.atWork.delete(id)).catch(() => undefined);
    }
    return joined.wait(signal) as Promise<T>;
  }

  status(companyId: string, key: string) {
    return this.store.status(askId(companyId, key));
  }

  private async settle<T>(
    companyId: string,
    id: string,
    fingerprint: string,
    signal: AbortSignal,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    for (let pause = look.first; ; pause = Math.min(pause * 2, look.longest)) {
      signal.throwIfAborted();
      const claim = await this.store.claim(companyId, id, fingerprint);
      if (claim.state === 'other') throw new AppError('IDEMPOTENCY_KEY_REUSED');
      if (claim.state === 'succeeded') return JSON.parse(claim.outcome) as T;
      if (claim.state === 'failed') throw revived(claim.outcome);
      if (claim.state === 'mine') {
        const done = await this.carryOut(id, claim.holder, signal, work);
        // Somebody took over while this process stood still: his answer is the one that all get.
        if (done) return done.answer;
      }
      await sleep(pause, undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  }

  /** @returns undefined when the lease was lost on the way */
  private async carryOut<T>(
    id: string,
    holder: string,
    signal: AbortSignal,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<{ answer: T } | undefined> {
    const lost = new AbortController();
    const renewal = setInterval(() => {
      // A renewal that cannot reach the database leaves the lease as it is.
      this.store.renew(id, holder).then(
        (held) => held || lost.abort(new AppError('UNAVAILABLE')),
        () => undefined,
      );
    }, leaseMs / 3);
    try {
      const answer = await work(AbortSignal.any([signal, lost.signal]));
      return (await this.store.finish(id, holder, 'succeeded', JSON.stringify(answer))) ? { answer } : undefined;
    } catch (error) {
      if (lost.signal.aborted) return undefined;
      if (!isFinal(error) || signal.aborted) {
        await this.store.release(id, holder).catch(() => undefined);
        throw error;
      }
      if (
        !(await this.store.finish(id, holder, 'failed', JSON.stringify({ code: error.code, details: error.details })))
      )
        return undefined;
      throw error;
    } finally {
      clearInterval(renewal);
    }
  }
}

/** What says nothing about the request itself: the next one under the key may fare better. */
const passing: ReadonlySet<ErrorCode> = new Set(['BUDGET_EXCEEDED', 'BUDGET_APPROVAL_NEEDED']);
const isFinal = (error: unknown): error is AppError =>
  AppError.is(error) && error.retry === 'never' && !passing.has(error.code);

function revived(outcome: string): AppError {
  const { code, details } = JSON.parse(outcome) as { code: ErrorCode; details: ErrorDetails };
  return new AppError(code, details);
}
