import { Injectable } from '@nestjs/common';
import { aiRpc, type Caller, type RpcIn } from '#libs/contracts';
import { HandleRpc } from '#libs/platform/rpc';
import { KeyedAsks } from './keyed-asks.js';

@Injectable()
export class AsksRpc {
  constructor(private readonly asks: KeyedAsks) {}

  @HandleRpc(aiRpc.status) async status({ companyId }: Caller, { key }: RpcIn<typeof aiRpc.status>) {
    return { status: await this.asks.status(companyId, key) };
  }
}
