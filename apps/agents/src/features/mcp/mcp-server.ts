import { Injectable } from '@nestjs/common';
import { Server } from '@modelcontextprotocol/server';
import { McpCalls, type Exchange } from './mcp-calls.js';
import { OfferedWork } from './offered-work.js';
import { ownTools } from './own-tools.js';
import type { OfferedTool } from './work-source.port.js';

const serverInfo = { name: 'aaas', title: 'AaaS', version: '1' };
const instructions =
  'Each tool hands work to an agent or a workflow of one company. Work is durable: when a call ends before the work does, ' +
  'its answer names an id, and get_result waits for it.';

const toolOf = ({ name, title, description, inputSchema }: OfferedTool) => ({
  name,
  title,
  description,
  inputSchema: { ...inputSchema, type: 'object' as const },
});

/** The platform as an MCP server, for one exchange of one caller. */
@Injectable()
export class McpServers {
  constructor(
    private readonly offered: OfferedWork,
    private readonly calls: McpCalls,
  ) {}

  for(exchange: Exchange): Server {
    const server = new Server(serverInfo, { capabilities: { tools: {} }, instructions });
    server.setRequestHandler('tools/list', async () => ({
      tools: [...(await this.offered.tools(exchange.caller)), ...Object.values(ownTools)].map(toolOf),
    }));
    server.setRequestHandler('tools/call', ({ params }, context) => this.calls.call(params, exchange, context));
    return server;
  }
}
