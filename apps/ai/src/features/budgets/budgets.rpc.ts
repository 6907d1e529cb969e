import { Injectable } from '@nestjs/common';
import { aiRpc, type Caller, type RpcIn } from '#libs/contracts';
import { HandleRpc } from '#libs/platform/rpc';
import { RaisesService } from './raises.service.js';

@Injectable()
export class BudgetsRpc {
  constructor(private readonly raises: RaisesService) {}

  @HandleRpc(aiRpc.raiseBudget) raise(caller: Caller, { id, ...raise }: RpcIn<typeof aiRpc.raiseBudget>) {
    return this.raises.raise(caller, id, raise);
  }
}
