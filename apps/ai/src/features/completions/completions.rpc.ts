import { Injectable } from '@nestjs/common';
import { aiRpc, type Caller, type RpcIn } from '#libs/contracts';
import { HandleRpc, type RpcContext } from '#libs/platform/rpc';
import { byRpc } from '../calls/incoming.js';
import { CompletionsService } from './completions.service.js';
import { speaking } from './speaking.js';

@Injectable()
export class CompletionsRpc {
  constructor(private readonly completions: CompletionsService) {}

  @HandleRpc(aiRpc.complete) complete(caller: Caller, call: RpcIn<typeof aiRpc.complete>, context: RpcContext) {
    return this.completions.complete(caller, call.request, byRpc(call, context));
  }

  @HandleRpc(aiRpc.completing) completing(caller: Caller, call: RpcIn<typeof aiRpc.completing>, context: RpcContext) {
    return speaking((hear) => this.completions.complete(caller, call.request, byRpc(call, context), hear));
  }

  @HandleRpc(aiRpc.stream) stream(caller: Caller, call: RpcIn<typeof aiRpc.stream>, { signal }: RpcContext) {
    return this.completions.stream(caller, call.request, { ...call, signal });
  }
}
