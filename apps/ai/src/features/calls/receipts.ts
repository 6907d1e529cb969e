import { Injectable } from '@nestjs/common';
import { AppError, type AiUsage } from '#libs/contracts';
import { ProviderPool } from '../models/provider-pool.js';
import { UsageService } from '../usage/usage.service.js';
import type { Attempt } from './attempt.js';
import { Latencies } from './latencies.js';
import type { Routed } from './routing.js';

type Told = Pick<Routed, 'asking' | 'notes'>;

/** Writes down how each call of a provider ended: each answer once, whatever becomes of it. */
@Injectable()
export class Receipts {
  constructor(
    private readonly usage: UsageService,
    private readonly pool: ProviderPool,
    private readonly latencies: Latencies,
  ) {}

  /** It answered. */
  paid({ asking, notes }: Told, attempt: Attempt): Promise<AiUsage> {
    const { target, answered, firstMs, ms } = attempt;
    this.pool.observe(target.connected);
    this.latencies.answered(target.id, ms);
    if (firstMs !== undefined) notes.firstMs = firstMs;
    if (target.connected.def.deterministic) notes.deterministic = true;
    else delete notes.deterministic;
    return this.usage.record(asking, target, answered ?? attempt.estimate, ms, notes);
  }

  /** It did not answer. That this could not be written must not hide why. */
  async failed({ asking }: Told, { target, ms }: Attempt, error: unknown): Promise<void> {
    this.pool.observe(target.connected, error);
    await this.usage.failed(asking, target, error, ms).catch(() => undefined);
  }

  /** It had begun to answer when the caller left, or when it broke off (`error`). What it used is known by its length alone. */
  async cut({ asking, notes }: Told, attempt: Attempt, error: unknown): Promise<void> {
    const { target, estimate, firstMs, ms } = attempt;
    if (error !== undefined) this.pool.observe(target.connected, error);
    const outcome = error === undefined ? {} : { outcome: AppError.is(error) ? error.code : 'INTERNAL' };
    const told = { ...notes, ...outcome, estimated: true, ...(firstMs === undefined ? {} : { firstMs }) };
    await this.usage.record(asking, target, estimate, ms, told).catch(() => undefined);
  }
}
