import { Injectable } from '@nestjs/common';
import { aiRpc, type Caller, type RpcIn } from '#libs/contracts';
import { HandleRpc } from '#libs/platform/rpc';
import { AiCallRepository } from '../usage/ai-call.repository.js';
import { EstimatesService } from './estimates.service.js';

@Injectable()
export class EstimatesRpc {
  constructor(
    private readonly estimates: EstimatesService,
    private readonly calls: AiCallRepository,
  ) {}

  @HandleRpc(aiRpc.estimateCalls) priced(caller: Caller, { calls }: RpcIn<typeof aiRpc.estimateCalls>) {
    return this.estimates.calls(caller, calls);
  }

  @HandleRpc(aiRpc.usageOfRuns) async used({ companyId }: Caller, { runIds }: RpcIn<typeof aiRpc.usageOfRuns>) {
    return { items: await this.calls.ofRuns(companyId, runIds) };
  }
}
