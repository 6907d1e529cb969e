import {
  Client,
  SdkHttpError,
  StreamableHTTPClientTransport,
  type ClientOptions,
  type FetchLike,
} from '@modelcontextprotocol/client';
import { Injectable } from '@nestjs/common';
import { AppError } from '#libs/contracts';
import { ToolHttp } from '../capabilities/tool-http.js';
import { hashOf } from './tool-content.js';

export interface McpAddress {
  url: string;
  credential?: string | undefined;
}

/** A tool as its server tells of it. */
export interface RemoteTool {
  name: string;
  title: string;
  description: string;
  inputSchema: Record<string, unknown>;
  outputSchema: Record<string, unknown> | null;
  /** Of all of this. */
  pin: string;
}

const most = { tools: 500, pages: 20, bytes: 4 * 1024 * 1024, description: 4000 };
const listMs = 20_000;

export interface McpSession {
  server: { name: string; version: string };
  tools(): Promise<RemoteTool[]>;
  /** @throws TOOL_FAILED with what the server said */
  call(name: string, input: Record<string, unknown>, timeoutMs: number): Promise<unknown>;
}

/** Sessions with MCP servers (Streamable HTTP). Each lasts for one piece of work; what servers ask of clients is not offered to them. */
@Injectable()
export class ToolServers {
  constructor(private readonly http: ToolHttp) {}

  /** @throws TOOL_SERVER_FAILED; EGRESS_REFUSED, EGRESS_FAILED, CREDENTIAL_…, LIMIT_EXCEEDED pass through */
  async with<T>(
    companyId: string,
    { url, credential }: McpAddress,
    signal: AbortSignal,
    work: (session: McpSession) => Promise<T>,
  ): Promise<T> {
    // The SDK wraps what its fetch throws: the first refusal of ours is kept and thrown instead.
    let refusal: AppError | undefined;
    const reach = this.http.fetchFor(companyId, credential, { timeoutMs: 0, maxBytes: most.bytes });
    const fetch: FetchLike = async (target, init) => {
      try {
        return await reach(target, { ...(init as object), redirect: 'manual' });
      } catch (error) {
        if (AppError.is(error)) refusal ??= error;
        throw error;
      }
    };
    const client = new Client({ name: 'AaaS', version: '1' }, { capabilities: {}, jsonSchemaValidator: unchecked });
    const transport = new StreamableHTTPClientTransport(new URL(url), { fetch });
    try {
      await client.connect(transport, { signal, timeout: listMs });
      return await work(sessionOf(client, signal));
    } catch (error) {
      if (refusal) throw refusal;
      if (AppError.is(error)) throw error;
      signal.throwIfAborted();
      throw failed(error);
    } finally {
      await transport.terminateSession().catch(() => undefined);
      await client.close().catch(() => undefined);
    }
  }
}

/** Schemas of strangers are compiled by our own walls alone: the SDK's would let a pattern run for ever. */
const unchecked: NonNullable<ClientOptions['jsonSchemaValidator']> = {
  getValidator: () => (input) => ({ valid: true, data: input as never, errorMessage: undefined }),
};

function sessionOf(client: Client, signal: AbortSignal): McpSession {
  const { name = 'unknown', version = '' } = client.getServerVersion() ?? {};
  return {
    server: { name: name.slice(0, 200), version: version.slice(0, 100) },
    tools: async () => {
      const tools: RemoteTool[] = [];
      let cursor: string | undefined;
      for (let page = 0; page < most.pages && tools.length < most.tools; page++) {
        const found = await client.listTools(cursor === undefined ? {} : { cursor }, { signal, timeout: listMs });
        tools.push(...found.tools.map(remoteTool));
        cursor = found.nextCursor;
        if (cursor === undefined) break;
      }
      return tools.slice(0, most.tools);
    },
    call: async (tool, input, timeoutMs) => {
      const result = await client.callTool(
        { name: tool, arguments: input },
        { signal, timeout: timeoutMs, resetTimeoutOnProgress: true, maxTotalTimeout: timeoutMs },
      );
      return outputOf(result as CallResult);
    },
  };
}

function remoteTool(tool: {
  name: string;
  title?: string | undefined;
  description?: string | undefined;
  inputSchema: unknown;
  outputSchema?: unknown;
  annotations?: unknown;
}): RemoteTool {
  const { name, inputSchema, outputSchema = null, annotations = null } = tool;
  const description = tool.description ?? '';
  const told = { name, title: tool.title ?? null, description, inputSchema, outputSchema, annotations };
  const { $schema: _, ...input } = inputSchema as Record<string, unknown>;
  return {
    name,
    title: (tool.title ?? name).slice(0, 200),
    description: description.slice(0, most.description),
    inputSchema: input,
    outputSchema: null,
    pin: hashOf(told),
  };
}

interface CallResult {
  content?: { type: string; text?: string; mimeType?: string; resource?: { uri?: string; text?: string } }[];
  structuredContent?: unknown;
  isError?: boolean;
}

/** Structured content as it is; else the texts, with a note for what is no text. */
function outputOf({ content = [], structuredContent, isError }: CallResult): unknown {
  const texts = content.map(({ type, text, mimeType, resource }) => {
    if (type === 'text') return text ?? '';
    if (type === 'resource' && resource?.text !== undefined) return resource.text;
    return `[${type}${mimeType === undefined ? '' : ` of the type ${mimeType}`}, not shown]`;
  });
  if (isError) throw new AppError('TOOL_FAILED', { detail: texts.join('\n').slice(0, 2000) || 'The tool failed' });
  return structuredContent ?? { text: texts.join('\n') };
}

function failed(error: unknown): AppError {
  const status = error instanceof SdkHttpError ? ` (it answered ${error.status})` : '';
  const said = error instanceof Error ? error.message.replace(/\s+/g, ' ').slice(0, 300) : 'unknown';
  return new AppError('TOOL_SERVER_FAILED', { detail: `The tool server failed${status}: ${said}` }, { cause: error });
}
