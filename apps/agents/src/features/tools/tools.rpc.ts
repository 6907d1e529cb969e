import { Injectable } from '@nestjs/common';
import { toolsRpc, type Caller, type RpcIn } from '#libs/contracts';
import { Database } from '#libs/platform/database';
import { HandleRpc, type RpcContext } from '#libs/platform/rpc';
import { Toolbox } from './toolbox.js';

/** Tools for steps of workflows. */
@Injectable()
export class ToolsRpc {
  constructor(
    private readonly toolbox: Toolbox,
    private readonly db: Database,
  ) {}

  @HandleRpc(toolsRpc.callTool)
  async callTool(
    caller: Caller,
    { key, tool, input, runId, stepPath }: RpcIn<typeof toolsRpc.callTool>,
    { signal }: RpcContext,
  ) {
    const at = await this.db.now();
    const origin = { ...(runId === undefined ? {} : { runId }), ...(stepPath === undefined ? {} : { stepPath }) };
    return { output: await this.toolbox.call(caller.companyId, tool, input, { caller, key, at, signal, origin }) };
  }
}
