import { Injectable } from '@nestjs/common';
import { aiRpc, promptPartsRpc, type Caller, type RpcIn } from '#libs/contracts';
import { HandleRpc, type RpcContext } from '#libs/platform/rpc';
import { byRpc } from '../calls/incoming.js';
import { PromptParts } from './prompt-parts.js';
import { PromptRunning } from './prompt-running.js';

@Injectable()
export class PromptsRpc {
  constructor(
    private readonly running: PromptRunning,
    private readonly parts: PromptParts,
  ) {}

  @HandleRpc(aiRpc.runPrompt) run(caller: Caller, call: RpcIn<typeof aiRpc.runPrompt>, context: RpcContext) {
    return this.running.run(caller, call.prompt, call.request, byRpc(call, context));
  }
  @HandleRpc(aiRpc.renderPrompt) render(caller: Caller, { prompt, ...call }: RpcIn<typeof aiRpc.renderPrompt>) {
    return this.running.render(caller, prompt, call);
  }
  @HandleRpc(promptPartsRpc.installPrompts) install(
    caller: Caller,
    { prompts }: RpcIn<typeof promptPartsRpc.installPrompts>,
  ) {
    return this.parts.install(caller, prompts);
  }
}
