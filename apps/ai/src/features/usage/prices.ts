import { Injectable } from '@nestjs/common';
import type { Price } from '#libs/catalog/providers/defs';
import type { Target } from '../models/connected-provider.js';
import { ModelPrices } from '../models/model-prices.service.js';

/** What the tokens of models cost a company. Apart from the choice of models, which needs sample calls that are paid for as well. */
export abstract class Prices {
  /** The price in force; null when nobody knows it. */
  abstract priceOf(companyId: string, target: Target): Price | null | Promise<Price | null>;
}

/** By the prices that the company has. */
@Injectable()
export class CompanyPrices extends Prices {
  constructor(private readonly prices: ModelPrices) {
    super();
  }

  priceOf(companyId: string, target: Target): Price | null | Promise<Price | null> {
    return this.prices.priceOf(companyId, target, Date.now());
  }
}
