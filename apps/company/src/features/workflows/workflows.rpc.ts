import { Injectable } from '@nestjs/common';
import { workflowRpc, type Caller, type RpcIn } from '#libs/contracts';
import { oneOf } from '#libs/platform/database';
import { HandleRpc } from '#libs/platform/rpc';
import { WorkflowRepository } from './workflow.repository.js';

@Injectable()
export class WorkflowsRpc {
  constructor(private readonly workflows: WorkflowRepository) {}

  @HandleRpc(workflowRpc.known)
  async known({ companyId }: Caller, { ids }: RpcIn<typeof workflowRpc.known>) {
    const found = await this.workflows.find(companyId, { where: { id: oneOf(ids) } });
    return { ids: found.map(({ id }) => id) };
  }
}
