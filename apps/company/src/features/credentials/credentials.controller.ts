import { Controller } from '@nestjs/common';
import {
  createCredential,
  deleteCredential,
  getCredential,
  listCredentials,
  testCredential,
  updateCredential,
  type Caller,
  type In,
} from '#libs/contracts';
import { Handle } from '#libs/platform/http';
import { CredentialsService } from './credentials.service.js';
import { OutboundHttp } from './outbound-http.js';

@Controller()
export class CredentialsController {
  constructor(
    private readonly credentials: CredentialsService,
    private readonly outbound: OutboundHttp,
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

  @Handle(testCredential) async test(
    caller: Caller,
    { params, body }: In<typeof testCredential>,
    http: { gone: AbortSignal },
  ) {
    const request = { method: 'GET', url: body.url, credential: params.id, timeoutMs: 15_000 };
    const { status } = await this.outbound.request(caller.companyId, request, http.gone);
    return { accepted: status < 400, status };
  }
}
