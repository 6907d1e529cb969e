import { Injectable } from '@nestjs/common';
import { AppError, notificationsRpc, type Caller, type RpcIn } from '#libs/contracts';
import { HandleRpc } from '#libs/platform/rpc';
import { DeliveriesService } from './deliveries.service.js';

@Injectable()
export class DeliveriesRpc {
  constructor(private readonly deliveries: DeliveriesService) {}

  @HandleRpc(notificationsRpc.send)
  send(caller: Caller | undefined, request: RpcIn<typeof notificationsRpc.send>) {
    if (!caller) throw new AppError('TENANT_MISSING');
    return this.deliveries.send(caller, request);
  }
}
