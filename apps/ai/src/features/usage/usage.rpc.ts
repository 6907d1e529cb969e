import { Injectable } from '@nestjs/common';
import { aiRpc, type Caller, type RpcIn } from '#libs/contracts';
import { HandleRpc } from '#libs/platform/rpc';
import { SpendService } from './spend.service.js';

@Injectable()
export class UsageRpc {
  constructor(private readonly spend: SpendService) {}

  @HandleRpc(aiRpc.spend) spent(caller: Caller, query: RpcIn<typeof aiRpc.spend>) {
    return this.spend.by(caller, query);
  }
}
