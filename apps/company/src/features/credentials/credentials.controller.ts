import { Controller } from '@nestjs/common';
import {
  connectCredential,
  createCredential,
  deleteCredential,
  disconnectCredential,
  finishConnection,
  getCredential,
  listCredentials,
  listCredentialUses,
  testCredential,
  updateCredential,
  type Caller,
  type In,
} from '#libs/contracts';
import { Handle } from '#libs/platform/http';
import { CredentialChecks } from './checks/credential-checks.js';
import { Connecting } from './connections/connecting.js';
import { CredentialsService } from './credentials.service.js';

@Controller()
export class CredentialsController {
  constructor(
    private readonly credentials: CredentialsService,
    private readonly checks: CredentialChecks,
    private readonly connecting: Connecting,
  ) {}

  @Handle(createCredential) create(caller: Caller, { body }: In<typeof createCredential>) {
    return this.credentials.create(caller, body);
  }

  @Handle(listCredentials) list(caller: Caller, { query }: In<typeof listCredentials>) {
    return this.credentials.list(caller, query);
  }

  @Handle(getCredential) get(caller: Caller, { params }: In<typeof getCredential>) {
    return this.credentials.get(caller, params.id);
  }

  @Handle(updateCredential) update(caller: Caller, { params, body }: In<typeof updateCredential>) {
    return this.credentials.update(caller, params.id, body);
  }

  @Handle(deleteCredential) delete(caller: Caller, { params }: In<typeof deleteCredential>) {
    return this.credentials.delete(caller, params.id);
  }

  @Handle(listCredentialUses) uses(caller: Caller, { params }: In<typeof listCredentialUses>) {
    return this.credentials.usesOf(caller, params.id);
  }

  @Handle(testCredential) test(
    caller: Caller,
    { params, body }: In<typeof testCredential>,
    http: { gone: AbortSignal },
  ) {
    return this.checks.check(caller, params.id, body.url, http.gone);
  }

  @Handle(connectCredential) connect(caller: Caller, { params }: In<typeof connectCredential>) {
    return this.connecting.begin(caller, params.id);
  }

  @Handle(finishConnection) async finish(caller: Caller, { body }: In<typeof finishConnection>) {
    return this.credentials.get(caller, await this.connecting.finish(caller, body));
  }

  @Handle(disconnectCredential) async disconnect(caller: Caller, { params }: In<typeof disconnectCredential>) {
    await this.connecting.disconnect(caller, params.id);
    return this.credentials.get(caller, params.id);
  }
}
