import { Injectable } from '@nestjs/common';
import { AppError, toolAccessRpc, type Caller, type RpcIn } from '#libs/contracts';
import { HandleRpc, type RpcContext } from '#libs/platform/rpc';
import { CredentialOpener } from './credential-opener.js';

@Injectable()
export class CredentialsRpc {
  constructor(private readonly credentials: CredentialOpener) {}

  @HandleRpc(toolAccessRpc.sealedCredential)
  async sealed(caller: Caller | undefined, { id }: RpcIn<typeof toolAccessRpc.sealedCredential>, { from }: RpcContext) {
    if (!caller) throw new AppError('TENANT_MISSING');
    const sealed = await this.credentials.sealedFor(from, caller.companyId, id);
    return { ...sealed, allowedHosts: [...sealed.allowedHosts] };
  }
}
