import { Injectable } from '@nestjs/common';
import { AppError, type Caller, type CustomTool } from '#libs/contracts';
import { CustomToolRepository } from '../tools/custom/custom-tool.repository.js';
import { McpImport } from '../tools/custom/mcp-import.js';
import type { McpAddress } from '../tools/custom/tool-servers.js';
import { ToolMatch } from './tool-match.js';

const mostServers = 10;

/** What the MCP servers offer whose tools the company uses already, beyond what was taken from them. */
@Injectable()
export class ServerTools {
  constructor(
    private readonly rows: CustomToolRepository,
    private readonly imports: McpImport,
    private readonly match: ToolMatch,
  ) {}

  /** Takes the tool that fits, pinned and unapproved. A server that does not answer has none. */
  async take(
    caller: Caller,
    { name, purpose }: { name: string; purpose: string },
    signal: AbortSignal,
  ): Promise<{ tool: CustomTool; server: string } | undefined> {
    for (const { address, taken } of await this.servers(caller.companyId)) {
      const found = await this.imports.discover(caller, address, signal).catch(unlessOurs);
      if (!found) continue;
      const fresh = found.tools.filter((tool) => !taken.has(tool.name));
      const [best] = await this.match.among(caller, `${name.replaceAll('_', ' ')}. ${purpose}`, fresh);
      if (!best) continue;
      const { tools } = await this.imports.take(caller, { ...address, tools: [best.tool.name], risk: 'high' }, signal);
      if (tools[0]) return { tool: tools[0], server: found.server.name };
    }
    return undefined;
  }

  /** By address, with the names that were taken from each. */
  private async servers(companyId: string): Promise<{ address: McpAddress; taken: Set<string> }[]> {
    const known = new Map<string, { address: McpAddress; taken: Set<string> }>();
    for (const { content } of await this.rows.find(companyId)) {
      if (content.definition.kind !== 'mcp') continue;
      const { url, credential, remoteName } = content.definition;
      const key = JSON.stringify([url, credential ?? null]);
      const server = known.get(key) ?? { address: { url, credential }, taken: new Set() };
      known.set(key, server);
      server.taken.add(remoteName);
    }
    return [...known.values()].slice(0, mostServers);
  }
}

const unlessOurs = (error: unknown): undefined => {
  if (!AppError.is(error)) throw error;
};
