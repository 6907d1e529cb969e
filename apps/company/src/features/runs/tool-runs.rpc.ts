import { Injectable } from '@nestjs/common';
import { toolAccessRpc, type Caller, type RpcIn } from '#libs/contracts';
import { HandleRpc } from '#libs/platform/rpc';
import { WorkflowRepository } from '../workflows/workflow.repository.js';
import { ToolRuns } from './tool-runs.js';

@Injectable()
export class ToolRunsRpc {
  constructor(
    private readonly runs: ToolRuns,
    private readonly workflows: WorkflowRepository,
  ) {}

  @HandleRpc(toolAccessRpc.startRun)
  start(caller: Caller, request: RpcIn<typeof toolAccessRpc.startRun>) {
    return this.runs.start(caller, request);
  }

  @HandleRpc(toolAccessRpc.toolUses)
  async uses({ companyId }: Caller, { tools }: RpcIn<typeof toolAccessRpc.toolUses>) {
    return { workflows: await this.workflows.callersOf(companyId, tools) };
  }

  @HandleRpc(toolAccessRpc.runStand)
  stand(caller: Caller, { id, waitMs }: RpcIn<typeof toolAccessRpc.runStand>) {
    return this.runs.stand(caller, id, waitMs);
  }
}
