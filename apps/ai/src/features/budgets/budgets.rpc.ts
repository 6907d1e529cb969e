import { Injectable } from '@nestjs/common';
import { AppError, aiRpc, type Caller, type RpcIn } from '#libs/contracts';
import { HandleRpc } from '#libs/platform/rpc';
import { RaisesService } from './raises.service.js';

@Injectable()
export class BudgetsRpc {
  constructor(private readonly raises: RaisesService) {}

  @HandleRpc(aiRpc.raiseBudget) raise(caller: Caller | undefined, { id, ...raise }: RpcIn<typeof aiRpc.raiseBudget>) {
    if (!caller) throw new AppError('TENANT_MISSING');
    return this.raises.raise(caller, id, raise);
  }
}
