import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { aiRpc, AppError, type Caller } from '#libs/contracts';
import type { Logger } from '#libs/platform/logging';
import { RpcClient } from '#libs/platform/rpc';
import { serviceLogger } from '#libs/service';
import { packed, type AskedVector } from './relevance.js';

/** A company without a model for vectors is not asked about again for so long. */
const withoutMs = 60_000;
const timeoutMs = 10_000;

/** Vectors of texts, where the company has a model that makes them; words alone do where it has none, or where it does not answer. */
@Injectable()
export class MemoryVectors {
  private readonly without = new LRUCache<string, true>({ max: 10_000, ttl: withoutMs });

  constructor(
    private readonly rpc: RpcClient,
    @Inject(serviceLogger) private readonly logger: Logger,
  ) {}

  async of(caller: Caller, text: string): Promise<AskedVector | undefined> {
    if (this.without.has(caller.companyId)) return undefined;
    try {
      const { vectors, usage } = await this.rpc.call(
        aiRpc.embed,
        { request: { texts: [text] } },
        { caller, timeoutMs },
      );
      return { vector: Float32Array.from(vectors[0]!), model: usage.model };
    } catch (error) {
      this.without.set(caller.companyId, true);
      if (!AppError.is(error, 'MODEL_CANNOT_DO') && !AppError.is(error, 'MODEL_NOT_FOUND'))
        this.logger.warn({ error, companyId: caller.companyId }, 'memories are compared by their words alone');
      return undefined;
    }
  }

  /** As a row keeps it. */
  async columns(caller: Caller, text: string): Promise<{ vector: string | null; vectorModel: string | null }> {
    const made = await this.of(caller, text);
    return made ? { vector: packed([...made.vector]), vectorModel: made.model } : { vector: null, vectorModel: null };
  }
}
