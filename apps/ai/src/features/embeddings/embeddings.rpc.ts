import { Injectable } from '@nestjs/common';
import { aiRpc, type Caller, type RpcIn } from '#libs/contracts';
import { HandleRpc, type RpcContext } from '#libs/platform/rpc';
import { byRpc } from '../calls/incoming.js';
import { EmbeddingsService } from './embeddings.service.js';

@Injectable()
export class EmbeddingsRpc {
  constructor(private readonly embeddings: EmbeddingsService) {}

  @HandleRpc(aiRpc.embed) embed(caller: Caller, call: RpcIn<typeof aiRpc.embed>, context: RpcContext) {
    return this.embeddings.embed(caller, call.request, byRpc({ ...call, endpoint: undefined }, context));
  }
}
