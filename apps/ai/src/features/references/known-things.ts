import { Injectable } from '@nestjs/common';
import { agentsRpc, AppError, toolAccessRpc, workflowRpc, type Caller } from '#libs/contracts';
import { RpcClient } from '#libs/platform/rpc';

/** Whether what is named belongs to the company of whoever names it: workflows, runs and agents are other services'. */
@Injectable()
export class KnownThings {
  constructor(private readonly rpc: RpcClient) {}

  /** @throws AGENT_NOT_FOUND */
  async requireAgent(caller: Caller, id: string): Promise<void> {
    const { agents } = await this.rpc.call(agentsRpc.known, { agents: [id], tools: [] }, { caller });
    if (agents.length === 0) throw new AppError('AGENT_NOT_FOUND');
  }

  /** @throws WORKFLOW_NOT_FOUND */
  async requireWorkflow(caller: Caller, id: string): Promise<void> {
    const { ids } = await this.rpc.call(workflowRpc.known, { ids: [id] }, { caller });
    if (ids.length === 0) throw new AppError('WORKFLOW_NOT_FOUND');
  }

  /** @throws RUN_NOT_FOUND */
  async requireRun(caller: Caller, id: string): Promise<void> {
    await this.rpc.call(toolAccessRpc.runStand, { id, waitMs: 0 }, { caller });
  }
}
