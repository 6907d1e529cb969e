import { Controller } from '@nestjs/common';
import { providers } from '#libs/catalog/providers/defs';
import { listModels, listProviders } from '#libs/contracts';
import { Handle } from '#libs/platform/http';
import { ModelRouter } from './model-router.js';
import { ProviderPool } from './provider-pool.js';

@Controller()
export class ModelsController {
  constructor(
    private readonly router: ModelRouter,
    private readonly pool: ProviderPool,
  ) {}

  @Handle(listModels) models() {
    return { items: this.router.models(), nextCursor: null };
  }

  @Handle(listProviders) providers() {
    const items = Object.values(providers).map(({ id, title, note, pricesAsOf }) => {
      const connected = this.pool.connected.find((provider) => provider.id === id);
      const prices = pricesAsOf ? ` Prices as of ${pricesAsOf}.` : '';
      return {
        id,
        title,
        configured: connected !== undefined,
        healthy: connected?.healthy ?? null,
        note: note + prices,
      };
    });
    return { items, nextCursor: null };
  }
}
