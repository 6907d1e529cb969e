import { Injectable } from '@nestjs/common';
import { AppError, type Caller, type CustomTool, type importMcp, type In } from '#libs/contracts';
import type { CustomToolRow, ToolContent } from './custom-tool.entity.js';
import { CustomToolsService, titleOf } from './custom-tools.service.js';
import { ToolServers, type McpAddress, type RemoteTool } from './tool-servers.js';
import { importedName, keepEach, type ImportOutcome } from './imported-tools.js';

/** Tools of MCP servers, pinned as they were when somebody took them over. */
@Injectable()
export class McpImport {
  constructor(
    private readonly servers: ToolServers,
    private readonly tools: CustomToolsService,
  ) {}

  /** @throws TOOL_SERVER_FAILED, EGRESS_REFUSED, EGRESS_FAILED, CREDENTIAL_… */
  discover({ companyId }: Caller, address: McpAddress, signal: AbortSignal) {
    return this.servers.with(companyId, address, signal, async (session) => ({
      server: session.server,
      tools: (await session.tools()).map(({ outputSchema: _, ...tool }) => tool),
    }));
  }

  /** @throws as `discover`; what cannot be taken is told, and the others are */
  async take(
    caller: Caller,
    { url, credential, tools: wanted, prefix, risk }: In<typeof importMcp>['body'],
    signal: AbortSignal,
  ): Promise<ImportOutcome> {
    const address = { url, credential };
    const { tools } = await this.discover(caller, address, signal);
    const byName = new Map(tools.map((tool) => [tool.name, tool]));
    return keepEach([...new Set(wanted)], async (name) => {
      const tool = byName.get(name);
      if (!tool) throw new AppError('TOOL_NOT_FOUND', { detail: 'The server has no such tool' });
      return this.tools.keep(caller, {
        ...contentOf({ ...tool, outputSchema: null }, address),
        name: importedName(prefix, name),
        risk,
      });
    });
  }

  /** What the server says now becomes the next version, which waits for approval; nothing when it is the same. @throws TOOL_INVALID, TOOL_SERVER_FAILED */
  async refresh(caller: Caller, row: CustomToolRow, signal: AbortSignal): Promise<CustomTool | undefined> {
    const { definition } = row.content;
    if (definition.kind !== 'mcp')
      throw new AppError('TOOL_INVALID', { detail: 'Only a tool of an MCP server can be refreshed' });
    const { tools } = await this.discover(caller, definition, signal);
    const now = tools.find(({ name }) => name === definition.remoteName);
    if ((now?.pin ?? gone) === definition.pin) return undefined;
    const next: ToolContent = now
      ? { ...row.content, ...factsOf(now), definition: { ...definition, pin: now.pin } }
      : { ...row.content, definition: { ...definition, pin: gone } };
    return this.tools.replace(caller, row, next, false);
  }

  /** A call met a changed tool. Two calls at once write one version. */
  async noteChange(caller: Caller, row: CustomToolRow, signal: AbortSignal): Promise<void> {
    await this.refresh(caller, row, signal).catch((error: unknown) => {
      if (!AppError.is(error)) throw error;
    });
  }
}

/** The server has the tool no more. */
const gone = 'gone';

const factsOf = ({ description, inputSchema, name }: Omit<RemoteTool, 'outputSchema'>) => ({
  description: description.trim() === '' ? `The tool ${name} of an MCP server` : description,
  inputSchema: { type: 'object', ...inputSchema },
});

function contentOf(tool: RemoteTool, { url, credential }: McpAddress): Omit<ToolContent, 'name' | 'risk'> {
  return {
    title: tool.title.trim() === '' ? titleOf(tool.name) : tool.title,
    ...factsOf(tool),
    definition: {
      kind: 'mcp',
      url,
      ...(credential === undefined ? {} : { credential }),
      remoteName: tool.name,
      pin: tool.pin,
    },
    outputSchema: null,
    // What a server says of its own tool (hints) is no promise.
    effect: 'effectful',
    outside: true,
    async: false,
    timeoutMs: 60_000,
  };
}
