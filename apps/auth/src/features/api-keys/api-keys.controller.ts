import { Controller } from '@nestjs/common';
import {
  createApiKey,
  getApiKey,
  listApiKeys,
  revokeApiKey,
  updateApiKey,
  type Caller,
  type In,
} from '#libs/contracts';
import { Handle } from '#libs/platform/http';
import { ApiKeysService } from './api-keys.service.js';

@Controller()
export class ApiKeysController {
  constructor(private readonly keys: ApiKeysService) {}

  @Handle(createApiKey) create(caller: Caller, { body }: In<typeof createApiKey>) {
    return this.keys.create(caller, body);
  }

  @Handle(listApiKeys) list(caller: Caller, { query }: In<typeof listApiKeys>) {
    return this.keys.list(caller, query);
  }

  @Handle(getApiKey) get(caller: Caller, { params }: In<typeof getApiKey>) {
    return this.keys.get(caller, params.id);
  }

  @Handle(updateApiKey) update(caller: Caller, { params, body }: In<typeof updateApiKey>) {
    return this.keys.update(caller, params.id, body);
  }

  @Handle(revokeApiKey) revoke(caller: Caller, { params }: In<typeof revokeApiKey>): Promise<void> {
    return this.keys.revoke(caller, params.id);
  }
}
