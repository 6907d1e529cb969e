import { Injectable } from '@nestjs/common';
import { exposureRpc, type Caller, type RpcIn } from '#libs/contracts';
import { HandleRpc } from '#libs/platform/rpc';
import { ExposedRuns } from './exposed-runs.js';
import { WorkflowExposures } from './workflow-exposures.service.js';

@Injectable()
export class ExposuresRpc {
  constructor(
    private readonly exposures: WorkflowExposures,
    private readonly runs: ExposedRuns,
  ) {}

  @HandleRpc(exposureRpc.exposedWorkflows)
  async exposedWorkflows({ companyId }: Caller) {
    return { items: await this.exposures.offered(companyId) };
  }

  @HandleRpc(exposureRpc.startExposed)
  startExposed(caller: Caller, { workflowId, input, key }: RpcIn<typeof exposureRpc.startExposed>) {
    return this.runs.start(caller, workflowId, input, key);
  }

  @HandleRpc(exposureRpc.runProgress)
  runProgress(caller: Caller, { runId, seen, waitMs }: RpcIn<typeof exposureRpc.runProgress>) {
    return this.runs.progress(caller, runId, seen, waitMs);
  }

  @HandleRpc(exposureRpc.cancelExposed)
  async cancelExposed(caller: Caller, { runId, reason }: RpcIn<typeof exposureRpc.cancelExposed>) {
    const { status } = await this.runs.cancel(caller, runId, reason);
    return { status };
  }
}
