import { Controller } from '@nestjs/common';
import { deleteModelPrice, listModelPrices, listModels, setModelPrice, type Caller, type In } from '#libs/contracts';
import { Handle } from '#libs/platform/http';
import { ModelPrices } from './model-prices.service.js';
import { ModelRouter } from './model-router.js';
import { ModelsService } from './models.service.js';

@Controller()
export class ModelsController {
  constructor(
    private readonly models: ModelsService,
    private readonly prices: ModelPrices,
    private readonly router: ModelRouter,
  ) {}

  @Handle(listModels) async list({ companyId }: Caller) {
    return { items: await this.models.list(companyId), nextCursor: null };
  }

  @Handle(listModelPrices) listPrices(caller: Caller, { query }: In<typeof listModelPrices>) {
    return this.prices.list(caller, query);
  }

  @Handle(setModelPrice) async setPrice(caller: Caller, { body }: In<typeof setModelPrice>) {
    await this.router.assertModel(caller.companyId, body.model);
    return this.prices.set(caller, body);
  }

  @Handle(deleteModelPrice) deletePrice(caller: Caller, { params }: In<typeof deleteModelPrice>) {
    return this.prices.delete(caller, params.id);
  }
}
