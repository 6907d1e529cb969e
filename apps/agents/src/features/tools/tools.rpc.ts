import { Injectable } from '@nestjs/common';
import { AppError, toolsRpc, type Caller, type RpcIn } from '#libs/contracts';
import { Database } from '#libs/platform/database';
import { HandleRpc, type RpcContext } from '#libs/platform/rpc';
import { CustomToolRepository } from './custom/custom-tool.repository.js';
import { ToolSettingsService, toolsSending } from './settings/tool-settings.service.js';
import { Toolbox } from './toolbox.js';

/** Tools for steps of workflows, and what they need of the company. */
@Injectable()
export class ToolsRpc {
  constructor(
    private readonly toolbox: Toolbox,
    private readonly db: Database,
    private readonly own: CustomToolRepository,
    private readonly settings: ToolSettingsService,
  ) {}

  @HandleRpc(toolsRpc.credentialUses)
  async credentialUses(caller: Caller | undefined, { id }: RpcIn<typeof toolsRpc.credentialUses>) {
    if (!caller) throw new AppError('TENANT_MISSING');
    const tools = await this.own.usingCredential(caller.companyId, id);
    return { tools, settings: toolsSending(await this.settings.get(caller), id) };
  }

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

  @HandleRpc(toolsRpc.offered)
  async offered({ companyId }: Caller) {
    const { items } = await this.toolbox.list(companyId, { limit: 100, status: 'active' });
    return { tools: items.map(({ name, description, inputSchema }) => ({ name, description, inputSchema })) };
  }
}
