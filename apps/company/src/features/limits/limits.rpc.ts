import { Injectable } from '@nestjs/common';
import { AppError, companyRpc, type Caller } from '#libs/contracts';
import { Durable } from '#libs/durable';
import { HandleRpc } from '#libs/platform/rpc';

@Injectable()
export class LimitsRpc {
  constructor(private readonly durable: Durable) {}

  @HandleRpc(companyRpc.queueAge)
  async queueAge(caller: Caller | undefined) {
    if (!caller) throw new AppError('TENANT_MISSING');
    return { oldestMs: Math.round(await this.durable.oldestReadyMs(caller.companyId)) };
  }
}
