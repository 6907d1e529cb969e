import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { ModelHealth } from '../models/model-health.js';

/** Models that are remembered, and for how long after their last call. */
const kept = { max: 2_000, ttl: 30 * 60_000 };
/** How much the latest call counts beside all before. */
const weight = 0.2;

/** How long models take lately, as seen from this replica; the policy `fastest` goes by it. */
@Injectable()
export class Latencies extends ModelHealth {
  private readonly typical = new LRUCache<string, number>(kept);

  latencyMs(modelId: string): number | undefined {
    return this.typical.get(modelId);
  }

  /** @param ms until the end of an answer */
  answered(modelId: string, ms: number): void {
    const before = this.typical.get(modelId) ?? ms;
    this.typical.set(modelId, before + (ms - before) * weight);
  }
}
