import { Injectable } from '@nestjs/common';
import type { Price } from '#libs/catalog/providers/defs';
import {
  AppError,
  newId,
  type Caller,
  type ModelPrice,
  type NewModelPrice,
  type Page,
  type PageQuery,
} from '#libs/contracts';
import { BriefMemory } from '#libs/platform/cache';
import { Database, isDuplicateKey, TenantRepository } from '#libs/platform/database';
import type { Target } from './connected-provider.js';
import { modelPriceEntity, type ModelPriceRow } from './model-price.entity.js';

/** How late other replicas heed a new price. */
const heededWithinMs = 5000;
const iso = (ms: number) => new Date(ms).toISOString();

/** A price and the day since which it is in force, or on which it was looked up. */
export interface DatedPrice {
  price: Price | null;
  asOf: string | null;
  byCompany: boolean;
}
/** Of one company, by model, the latest first. */
type Prices = ReadonlyMap<string, readonly ModelPriceRow[]>;

/** What models cost: as the company set it, else as the catalogue says. */
@Injectable()
export class ModelPrices {
  private readonly memory = new BriefMemory<Prices>({ ttlMs: heededWithinMs });
  private readonly rows: TenantRepository<ModelPriceRow>;

  constructor(private readonly db: Database) {
    this.rows = new TenantRepository(db, modelPriceEntity);
  }

  /** In force at a time (epoch ms); null when it is unknown. */
  priceOf(companyId: string, target: Target, at: number): Price | null | Promise<Price | null> {
    const known = this.known(companyId, at);
    return known ? known(target).price : this.inForce(companyId, at).then((priced) => priced(target).price);
  }

  /** As `inForce`, when they are known without asking anybody. */
  known(companyId: string, at: number): ((target: Target) => DatedPrice) | undefined {
    const prices = this.memory.peek(companyId);
    return prices && pricedBy(prices, at);
  }

  /** As `priceOf`, for many models. */
  async inForce(companyId: string, at: number): Promise<(target: Target) => DatedPrice> {
    return pricedBy(await this.memory.of(companyId, () => this.load(companyId)), at);
  }

  async list(
    { companyId }: Caller,
    { model, ...page }: PageQuery & { model?: string | undefined },
  ): Promise<Page<ModelPrice>> {
    const where = model === undefined ? {} : { model };
    const found = await this.rows.page(companyId, { ...page, where, order: ['inForceFrom', 'desc'] });
    return { items: found.items.map(view), nextCursor: found.nextCursor };
  }

  /** The same model and time again replace what was said. The caller made sure that the model is there. */
  async set(caller: Caller, { model, from, ...rates }: NewModelPrice): Promise<ModelPrice> {
    const { companyId } = caller;
    const now = await this.db.now();
    const inForceFrom = from === undefined ? now : Date.parse(from);
    const values = { ...rates, cachedInput: rates.cachedInput ?? null, cacheWrite: rates.cacheWrite ?? null };
    if ((await this.rows.update(companyId, { model, inForceFrom }, values)) === 0) {
      const row = {
        id: newId('modelPrice'),
        model,
        inForceFrom,
        ...values,
        createdBy: caller.userId ?? null,
        createdAt: now,
      };
      await this.rows.insert(companyId, row).catch((error: unknown) => {
        if (!isDuplicateKey(error)) throw error;
        return this.rows.update(companyId, { model, inForceFrom }, values);
      });
    }
    this.memory.forget(companyId);
    return view((await this.rows.findOne(companyId, { model, inForceFrom }))!);
  }

  /** @throws NOT_FOUND */
  async delete({ companyId }: Caller, id: string): Promise<void> {
    if ((await this.rows.delete(companyId, { id })) === 0) throw new AppError('NOT_FOUND');
    this.memory.forget(companyId);
  }

  private async load(companyId: string): Promise<Prices> {
    const rows = await this.rows.find(companyId, { order: { inForceFrom: 'desc' }, limit: 10_000 });
    const prices = new Map<string, ModelPriceRow[]>();
    for (const row of rows) prices.set(row.model, [...(prices.get(row.model) ?? []), row]);
    return prices;
  }
}

const priceIn = ({ input, cachedInput, cacheWrite, output }: ModelPriceRow): Price => ({
  input,
  ...(cachedInput === null ? {} : { cachedInput }),
  ...(cacheWrite === null ? {} : { cacheWrite }),
  output,
});

const pricedBy =
  (prices: Prices, at: number) =>
  ({ id, model, connected }: Target): DatedPrice => {
    const own = prices.get(id)?.find(({ inForceFrom }) => inForceFrom <= at);
    if (own) return { price: priceIn(own), asOf: iso(own.inForceFrom).slice(0, 10), byCompany: true };
    const asOf = model.price ? (model.priceAsOf ?? connected.def.pricesAsOf ?? null) : null;
    return { price: model.price, asOf, byCompany: false };
  };

const view = ({ id, model, input, cachedInput, cacheWrite, output, inForceFrom }: ModelPriceRow): ModelPrice => ({
  id,
  model,
  input,
  cachedInput,
  cacheWrite,
  output,
  from: iso(inForceFrom),
});
