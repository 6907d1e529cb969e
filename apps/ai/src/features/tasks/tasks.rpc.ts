import { Injectable } from '@nestjs/common';
import { aiRpc, type Caller, type RpcIn } from '#libs/contracts';
import { HandleRpc, type RpcContext } from '#libs/platform/rpc';
import { byRpc } from '../calls/incoming.js';
import { told } from './progress.js';
import { TasksService } from './tasks.service.js';

@Injectable()
export class TasksRpc {
  constructor(private readonly tasks: TasksService) {}

  @HandleRpc(aiRpc.summarize) summarize(caller: Caller, call: RpcIn<typeof aiRpc.summarize>, context: RpcContext) {
    return this.tasks.summarize(caller, call.request, byRpc(call, context));
  }
  @HandleRpc(aiRpc.summarizing) summarizing(
    caller: Caller,
    call: RpcIn<typeof aiRpc.summarizing>,
    context: RpcContext,
  ) {
    return told((report) => this.tasks.summarize(caller, call.request, byRpc(call, context), report));
  }
  @HandleRpc(aiRpc.extract) extract(caller: Caller, call: RpcIn<typeof aiRpc.extract>, context: RpcContext) {
    return this.tasks.extract(caller, call.request, byRpc(call, context));
  }
  @HandleRpc(aiRpc.extracting) extracting(caller: Caller, call: RpcIn<typeof aiRpc.extracting>, context: RpcContext) {
    return told((report) => this.tasks.extract(caller, call.request, byRpc(call, context), report));
  }
  @HandleRpc(aiRpc.classify) classify(caller: Caller, call: RpcIn<typeof aiRpc.classify>, context: RpcContext) {
    return this.tasks.classify(caller, call.request, byRpc(call, context));
  }
  @HandleRpc(aiRpc.generate) generate(caller: Caller, call: RpcIn<typeof aiRpc.generate>, context: RpcContext) {
    return this.tasks.generate(caller, call.request, byRpc(call, context));
  }
  @HandleRpc(aiRpc.translate) translate(caller: Caller, call: RpcIn<typeof aiRpc.translate>, context: RpcContext) {
    return this.tasks.translate(caller, call.request, byRpc(call, context));
  }
  @HandleRpc(aiRpc.translating) translating(
    caller: Caller,
    call: RpcIn<typeof aiRpc.translating>,
    context: RpcContext,
  ) {
    return told((report) => this.tasks.translate(caller, call.request, byRpc(call, context), report));
  }
}
