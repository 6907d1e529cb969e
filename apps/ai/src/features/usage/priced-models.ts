import { Injectable } from '@nestjs/common';
import type { Price } from '#libs/catalog/providers/defs';
import { ModelRouter, type Target } from '../models/model-router.js';
import { Prices } from './prices.js';

/** Which model would answer a company, and what its tokens cost. */
export abstract class PricedModels extends Prices {
  /** @param wanted a model or a policy; the default when absent. @throws MODEL_NOT_FOUND */
  abstract resolve(companyId: string, wanted: string | undefined): Target | Promise<Target>;
}

/** By the routing and the prices that the company has. */
@Injectable()
export class CompanyModels extends PricedModels {
  constructor(
    private readonly router: ModelRouter,
    private readonly prices: Prices,
  ) {
    super();
  }

  priceOf(companyId: string, target: Target): Price | null | Promise<Price | null> {
    return this.prices.priceOf(companyId, target);
  }

  resolve(companyId: string, wanted: string | undefined): Promise<Target> {
    return this.router.resolve(companyId, wanted);
  }
}
