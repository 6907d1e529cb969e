import { Injectable } from '@nestjs/common';
import { AppError, notificationsRpc, type Caller, type RpcIn } from '#libs/contracts';
import { HandleRpc } from '#libs/platform/rpc';
import { ChannelsService } from '../channels/channels.service.js';
import { DeliveriesService } from './deliveries.service.js';

@Injectable()
export class DeliveriesRpc {
  constructor(
    private readonly deliveries: DeliveriesService,
    private readonly channels: ChannelsService,
  ) {}

  @HandleRpc(notificationsRpc.send)
  send(caller: Caller | undefined, request: RpcIn<typeof notificationsRpc.send>) {
    if (!caller) throw new AppError('TENANT_MISSING');
    return this.deliveries.send(caller, request);
  }

  @HandleRpc(notificationsRpc.credentialUses)
  async credentialUses(caller: Caller | undefined, { id }: RpcIn<typeof notificationsRpc.credentialUses>) {
    if (!caller) throw new AppError('TENANT_MISSING');
    return { channels: await this.channels.using(caller, id) };
  }
}
