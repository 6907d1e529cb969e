import { Injectable } from '@nestjs/common';
import type { RunCapability, RunStand } from '#libs/catalog/kit';
import { toolAccessRpc, type RpcOut } from '#libs/contracts';
import { RpcClient } from '#libs/platform/rpc';
import type { ToolCall } from '../tool-source.js';

/** One question waits so long; then it is asked again. */
const questionMs = 10_000;
const over: readonly string[] = ['succeeded', 'failed', 'cancelled'];

@Injectable()
export class CompanyRuns {
  constructor(private readonly rpc: RpcClient) {}

  capability({ caller, key, signal, origin, progress }: ToolCall): RunCapability {
    const options = { caller, signal };
    return {
      run: async ({ workflow, input, waitMs }) => {
        const from = origin?.runId === undefined ? {} : { from: origin.runId };
        let stand = await this.rpc.call(toolAccessRpc.startRun, { key, workflow, input, ...from }, options);
        const until = performance.now() + waitMs;
        for (let left = waitMs; left > 0 && !over.includes(stand.status); left = until - performance.now()) {
          const asked = { id: stand.runId, waitMs: Math.min(Math.ceil(left), questionMs) };
          stand = await this.rpc.call(toolAccessRpc.runStand, asked, options);
          progress?.({ message: `The run is ${stand.status}` });
        }
        return told(stand);
      },
    };
  }
}

const told = ({ runId, status, output, error }: RpcOut<typeof toolAccessRpc.runStand>): RunStand => ({
  runId,
  status,
  ...(status === 'succeeded' ? { output: output ?? null } : {}),
  ...(error ? { error } : {}),
});
