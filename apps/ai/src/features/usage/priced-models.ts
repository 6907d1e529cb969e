import { Injectable } from '@nestjs/common';
import type { Price } from '#libs/catalog/providers/defs';
import { ModelRouter, type Target } from '../models/model-router.js';

/** Which model would answer a company, and what its tokens cost. */
export abstract class PricedModels {
  /** The price in force; null when nobody knows it. */
  abstract priceOf(companyId: string, target: Target): Price | null | Promise<Price | null>;
  /** @param wanted a model or a policy; the default when absent. @throws MODEL_NOT_FOUND */
  abstract resolve(companyId: string, wanted: string | undefined): Target | Promise<Target>;
}

/** As the definitions of the providers say. */
@Injectable()
export class DefinedModels extends PricedModels {
  constructor(private readonly router: ModelRouter) {
    super();
  }

  priceOf(_companyId: string, { model }: Target): Price | null {
    return model.price;
  }

  async resolve(companyId: string, wanted: string | undefined): Promise<Target> {
    const [target] = await this.router.resolveAll(companyId, wanted, {});
    return target!;
  }
}
