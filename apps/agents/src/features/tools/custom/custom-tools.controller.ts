import { Controller } from '@nestjs/common';
import {
  approveTool,
  createTool,
  deleteTool,
  discoverMcp,
  discoverOpenApi,
  getTool,
  importMcp,
  importOpenApi,
  listToolVersions,
  refreshTool,
  updateTool,
  type Caller,
  type In,
} from '#libs/contracts';
import { Handle } from '#libs/platform/http';
import { Toolbox } from '../toolbox.js';
import { CustomToolRepository } from './custom-tool.repository.js';
import { CustomToolsService } from './custom-tools.service.js';
import { McpImport } from './mcp-import.js';
import { OpenApiImport } from './openapi-import.js';
import { customToolView } from './tool-content.js';

interface Exchange {
  gone: AbortSignal;
}

@Controller()
export class CustomToolsController {
  constructor(
    private readonly toolbox: Toolbox,
    private readonly tools: CustomToolsService,
    private readonly rows: CustomToolRepository,
    private readonly mcp: McpImport,
    private readonly openApi: OpenApiImport,
  ) {}

  @Handle(createTool) create(caller: Caller, { body }: In<typeof createTool>) {
    return this.tools.create(caller, body);
  }

  @Handle(getTool) async get({ companyId }: Caller, { params }: In<typeof getTool>) {
    const row = await this.rows.byIdOrName(companyId, params.id);
    if (row) return customToolView(row);
    const { effectOf: _, ...tool } = await this.toolbox.resolve(companyId, params.id);
    return tool;
  }

  @Handle(updateTool) update(caller: Caller, { params, headers, body }: In<typeof updateTool>) {
    return this.tools.update(caller, params.id, body, headers['if-match']);
  }

  @Handle(deleteTool) delete(caller: Caller, { params, query }: In<typeof deleteTool>) {
    return this.tools.remove(caller, params.id, query.force === 'true');
  }

  @Handle(approveTool) approve(caller: Caller, { params, body }: In<typeof approveTool>) {
    return this.tools.approve(caller, params.id, body.hash);
  }

  @Handle(listToolVersions) versions(caller: Caller, { params, query }: In<typeof listToolVersions>) {
    return this.tools.versions(caller, params.id, query);
  }

  @Handle(discoverMcp) discoverMcp(caller: Caller, { body }: In<typeof discoverMcp>, { gone: signal }: Exchange) {
    return this.mcp.discover(caller, body, signal);
  }

  @Handle(importMcp) importMcp(caller: Caller, { body }: In<typeof importMcp>, { gone: signal }: Exchange) {
    return this.mcp.take(caller, body, signal);
  }

  @Handle(refreshTool) async refresh(caller: Caller, { params }: In<typeof refreshTool>, { gone: signal }: Exchange) {
    const row = await this.tools.require(caller.companyId, params.id);
    return (await this.mcp.refresh(caller, row, signal)) ?? customToolView(row);
  }

  @Handle(discoverOpenApi) discoverOpenApi(
    caller: Caller,
    { body }: In<typeof discoverOpenApi>,
    { gone: signal }: Exchange,
  ) {
    return this.openApi.discover(caller, body, signal);
  }

  @Handle(importOpenApi) importOpenApi(caller: Caller, { body }: In<typeof importOpenApi>, { gone: signal }: Exchange) {
    return this.openApi.take(caller, body, signal);
  }
}
