import { Injectable } from '@nestjs/common';
import { AppError } from '#libs/contracts';
import { Durable } from '#libs/durable';
import type { Tx } from '#libs/platform/database';
import { Measurements } from '#libs/platform/telemetry';
import { LRUCache } from 'lru-cache';
import { LimitsInForce, type LimitsOf } from './limits-in-force.js';
import { LimitsRepository, noWorkflowLimits } from './limits.repository.js';
import { oneMore } from './start-rate.js';

/**
 * What becomes of a start beyond a bound. `refuse`: somebody waits for the answer and hears 429. `keep`: nobody could start it again,
 * so it is queued until its time, and kept as a dead letter when the queue is full. `ignore`: part of a run that has begun.
 */
export type BeyondBounds = 'refuse' | 'keep' | 'ignore';

export interface StartToBound {
  companyId: string;
  workflowId: string;
  beyond: BeyondBounds;
  priority?: number | undefined;
  /** Database time, epoch ms. */
  at: number;
}

export interface StartVerdict {
  priority: number;
  /** Epoch ms before which the rate does not allow it. */
  notBefore?: number;
  /** There is no room for it even in the queue. */
  isRefused: boolean;
}

/** A queue's length is counted again after this. Milliseconds. */
const countedMs = 1000;
const queueWaitMs = 5000;

/** Decides, in the transaction that creates a run, whether it may begin: the rates of its company and workflow, and the queue's bound. */
@Injectable()
export class StartBounds {
  /** Lengths of queues as they were counted, and what this process added since. */
  private readonly count: (labels: { limit: string; outcome: string }) => void;
  private readonly lengths = new LRUCache<string, { count: number }>({ max: 10_000, ttl: countedMs });

  constructor(
    private readonly limits: LimitsInForce,
    private readonly rows: LimitsRepository,
    private readonly durable: Durable,
    measurements: Measurements,
  ) {
    this.count = measurements.counter('aaas_starts_bounded_total', 'Starts of runs beyond a bound of their company', [
      'limit',
      'outcome',
    ]);
  }

  /** @throws COMPANY_DEACTIVATED; RATE_LIMITED with the time to wait, when `beyond` is `refuse` */
  async check(tx: Tx, start: StartToBound): Promise<StartVerdict> {
    const { companyId, workflowId, beyond } = start;
    const limits = await this.limits.of(tx, companyId);
    const workflow = limits.workflows.get(workflowId) ?? noWorkflowLimits;
    const priority = start.priority ?? workflow.priority;
    if (beyond === 'ignore') return { priority, isRefused: false };
    if (limits.isClosed) throw new AppError('COMPANY_DEACTIVATED');
    if (await this.isFull(tx, companyId, limits)) {
      this.count({ limit: 'maxQueuedRuns', outcome: beyond === 'refuse' ? 'refused' : 'dead_letter' });
      if (beyond === 'refuse') throw queueFull(limits);
      return { priority, isRefused: true };
    }
    const bounds: [string, number | null][] = [
      [companyId, limits.company.maxRunsPerMinute],
      [workflowId, workflow.maxRunsPerMinute],
    ];
    let waitMs = 0;
    for (const [id, perMinute] of bounds)
      if (perMinute !== null) waitMs = Math.max(waitMs, await this.take(tx, start, { id, perMinute, limits }));
    if (waitMs > 0) this.count({ limit: 'maxRunsPerMinute', outcome: waitMs === Infinity ? 'dead_letter' : 'queued' });
    if (waitMs === Infinity) return { priority, isRefused: true };
    return { priority, isRefused: false, ...(waitMs > 0 ? { notBefore: start.at + waitMs } : {}) };
  }

  /** Milliseconds to wait; `Infinity` when as many wait already as may be queued. */
  private async take(
    tx: Tx,
    { companyId, at, beyond }: StartToBound,
    { id, perMinute, limits }: { id: string; perMinute: number; limits: LimitsOf },
  ): Promise<number> {
    const emptyAt = await this.rows.lockRate(tx, companyId, id);
    const verdict = oneMore(emptyAt, at * 1000, perMinute);
    if (verdict.waitMs > 0 && beyond === 'refuse') {
      this.count({ limit: 'maxRunsPerMinute', outcome: 'refused' });
      throw tooFast(id === companyId, perMinute, verdict.waitMs);
    }
    if (verdict.ahead >= limits.company.maxQueuedRuns) return Infinity;
    await this.rows.setRate(tx, id, verdict.emptyAt);
    return verdict.waitMs;
  }

  /** Counted exactly before anybody is refused, otherwise once a second. */
  private async isFull(tx: Tx, companyId: string, { company }: LimitsOf): Promise<boolean> {
    const known = this.lengths.get(companyId);
    if (known && known.count < company.maxQueuedRuns) {
      known.count += 1;
      return false;
    }
    const { inLine } = await this.durable.lineOf(companyId, company.maxQueuedRuns, tx);
    this.lengths.set(companyId, { count: inLine + 1 });
    return inLine >= company.maxQueuedRuns;
  }
}

const tooFast = (isCompany: boolean, perMinute: number, retryAfterMs: number) =>
  new AppError('RATE_LIMITED', {
    detail: `${isCompany ? 'Your company' : 'This workflow'} may start ${perMinute} runs a minute`,
    limit: 'maxRunsPerMinute',
    maximum: perMinute,
    retryAfterMs,
  });

const queueFull = ({ company: { maxQueuedRuns } }: LimitsOf) =>
  new AppError('RATE_LIMITED', {
    detail: `${maxQueuedRuns} runs of your company wait for a place already`,
    limit: 'maxQueuedRuns',
    maximum: maxQueuedRuns,
    retryAfterMs: queueWaitMs,
  });
