import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { aiRpc, AppError, type Caller } from '#libs/contracts';
import type { Logger } from '#libs/platform/logging';
import { RpcClient } from '#libs/platform/rpc';
import { serviceLogger } from '#libs/service';

const timeoutMs = 5000;
/** A company without a model for vectors is not asked about again for so long. */
const withoutMs = 60_000;
const longestText = 2000;
/** What being nearer than the yardstick counts at most. */
const mostPoints = 3;
const pointsPerLikeness = 10;

/** How near texts are in meaning, where the company has a model that makes vectors. */
@Injectable()
export class Nearness {
  private readonly without = new LRUCache<string, true>({ max: 10_000, ttl: withoutMs });
  private readonly known = new LRUCache<string, { vector: number[]; model: string }>({ max: 5000 });

  constructor(
    private readonly rpc: RpcClient,
    @Inject(serviceLogger) private readonly logger: Logger,
  ) {}

  /**
   * Points for each text. Models differ in how alike they find what is not alike, so the yardstick is a text that fits
   * anything: only what is nearer than that counts. Nothing where there is no such model.
   */
  async points(caller: Caller, asked: string, yardstick: string, texts: readonly string[]): Promise<number[]> {
    if (texts.length === 0 || this.without.has(caller.companyId)) return texts.map(() => 0);
    try {
      const [to, base, ...each] = await this.vectors(caller, [asked, yardstick, ...texts]);
      const least = likeness(to!, base!);
      return each.map((vector) =>
        Math.min(mostPoints, Math.max(0, (likeness(to!, vector) - least) * pointsPerLikeness)),
      );
    } catch (error) {
      this.without.set(caller.companyId, true);
      if (!AppError.is(error, 'MODEL_CANNOT_DO') && !AppError.is(error, 'MODEL_NOT_FOUND'))
        this.logger.warn({ error, companyId: caller.companyId }, 'agents and tools are compared by their words alone');
      return texts.map(() => 0);
    }
  }

  /** Texts that will be asked about one after the other: all of them in one call. */
  async prepare(caller: Caller, asked: readonly string[]): Promise<void> {
    if (asked.length > 1) await this.points(caller, asked[0]!, asked[0]!, asked.slice(1));
  }

  /** All of one model: what another one made before is made again. */
  private async vectors(caller: Caller, given: readonly string[]): Promise<number[][]> {
    const texts = given.map((text) => text.slice(0, longestText).trim() || '-');
    const keyOf = (text: string) => `${caller.companyId}\n${text}`;
    const missing = [...new Set(texts.filter((text) => !this.known.has(keyOf(text))))];
    if (missing.length > 0) {
      const model = await this.embed(caller, missing, keyOf);
      const others = [...new Set(texts.filter((text) => this.known.get(keyOf(text))?.model !== model))];
      if (others.length > 0) await this.embed(caller, others, keyOf);
    }
    return texts.map((text) => this.known.get(keyOf(text))?.vector ?? []);
  }

  private async embed(caller: Caller, texts: string[], keyOf: (text: string) => string): Promise<string> {
    const { vectors, usage } = await this.rpc.call(aiRpc.embed, { request: { texts } }, { caller, timeoutMs });
    texts.forEach((text, index) => this.known.set(keyOf(text), { vector: vectors[index]!, model: usage.model }));
    return usage.model;
  }
}

function likeness(one: readonly number[], other: readonly number[]): number {
  if (one.length !== other.length) return 0;
  let [product, oneSquares, otherSquares] = [0, 0, 0];
  for (let at = 0; at < one.length; at++) {
    product += one[at]! * other[at]!;
    oneSquares += one[at]! ** 2;
    otherSquares += other[at]! ** 2;
  }
  return oneSquares === 0 || otherSquares === 0 ? 0 : product / Math.sqrt(oneSquares * otherSquares);
}
