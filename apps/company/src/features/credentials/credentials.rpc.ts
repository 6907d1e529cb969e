import { Injectable } from '@nestjs/common';
import { AppError, toolAccessRpc, type Caller, type RpcIn } from '#libs/contracts';
import { HandleRpc } from '#libs/platform/rpc';
import { CredentialsService } from './credentials.service.js';

@Injectable()
export class CredentialsRpc {
  constructor(private readonly credentials: CredentialsService) {}

  @HandleRpc(toolAccessRpc.sealedCredential)
  async sealed(caller: Caller | undefined, { id }: RpcIn<typeof toolAccessRpc.sealedCredential>) {
    if (!caller) throw new AppError('TENANT_MISSING');
    const sealed = await this.credentials.sealedOne(caller.companyId, id);
    return { ...sealed, allowedHosts: [...sealed.allowedHosts] };
  }
}
