import { Controller } from '@nestjs/common';
import {
  createOidcProvider,
  deleteOidcProvider,
  listOidcProviders,
  updateOidcProvider,
  type Caller,
  type In,
} from '#libs/contracts';
import { Handle } from '#libs/platform/http';
import { OidcProvidersService } from './oidc-providers.service.js';

@Controller()
export class OidcProvidersController {
  constructor(private readonly providers: OidcProvidersService) {}

  @Handle(listOidcProviders) async list(caller: Caller) {
    return { items: await this.providers.list(caller), nextCursor: null };
  }

  @Handle(createOidcProvider) create(caller: Caller, { body }: In<typeof createOidcProvider>) {
    return this.providers.create(caller, body);
  }

  @Handle(updateOidcProvider) update(caller: Caller, { params, body }: In<typeof updateOidcProvider>) {
    return this.providers.update(caller, params.id, body);
  }

  @Handle(deleteOidcProvider) delete(caller: Caller, { params }: In<typeof deleteOidcProvider>): Promise<void> {
    return this.providers.delete(caller, params.id);
  }
}
