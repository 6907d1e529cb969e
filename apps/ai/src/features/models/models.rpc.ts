import { Injectable } from '@nestjs/common';
import { aiRpc, type Caller, type RpcIn } from '#libs/contracts';
import { HandleRpc } from '#libs/platform/rpc';
import { ModelsService } from './models.service.js';

@Injectable()
export class ModelsRpc {
  constructor(private readonly models: ModelsService) {}

  @HandleRpc(aiRpc.models) async list({ companyId }: Caller, { fits }: RpcIn<typeof aiRpc.models>) {
    return { items: await this.models.fitting(companyId, fits) };
  }
}
