import { Injectable } from '@nestjs/common';
import type { Price } from '#libs/catalog/providers/defs';
import { ModelPrices } from '../models/model-prices.service.js';
import { ModelRouter, type Target } from '../models/model-router.js';

/** What the tokens of models cost a company. Apart from the choice of models, which needs sample calls that are paid for as well. */
export abstract class Prices {
  /** The price in force; null when nobody knows it. */
  abstract priceOf(companyId: string, target: Target): Price | null | Promise<Price | null>;
}

/** Which model would answer a company, and what its tokens cost. */
export abstract class PricedModels extends Prices {
  /** @param wanted a model or a policy; the default when absent. @throws MODEL_NOT_FOUND */
  abstract resolve(companyId: string, wanted: string | undefined): Target | Promise<Target>;
}

/** By the prices that the company has. */
@Injectable()
export class CompanyPrices extends Prices {
  constructor(private readonly prices: ModelPrices) {
    super();
  }

  priceOf(companyId: string, target: Target): Promise<Price | null> {
    return this.prices.priceOf(companyId, target, Date.now());
  }
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

  resolve(companyId: string, wanted: string | undefined): Target | Promise<Target> {
    return this.router.resolve(companyId, wanted);
  }
}
