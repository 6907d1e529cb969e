import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { createMcpHandler, type McpRequestContext } from '@modelcontextprotocol/server';
import type { Caller, Problem } from '#libs/contracts';
import { RawAnswer, StreamAnswer, type HttpContext } from '#libs/platform/http';
import type { Logger } from '#libs/platform/logging';
import { serviceLogger } from '#libs/service';
import type { Exchange } from './mcp-calls.js';
import { McpServers } from './mcp-server.js';

type Http = Pick<HttpContext, 'signal' | 'isLeaving' | 'header'>;

/** Headers of a request that mean something to the protocol. */
const heard = ['accept', 'mcp-protocol-version', 'mcp-method', 'mcp-name', 'last-event-id'];

/**
 * Streamable HTTP by the official SDK, which speaks the revision of 2026-07-28 and those before. No session is kept, so any replica
 * answers any request.
 */
@Injectable()
export class McpEndpoint implements BeforeApplicationShutdown {
  private readonly handler;

  constructor(
    private readonly servers: McpServers,
    @Inject(serviceLogger) logger: Logger,
  ) {
    this.handler = createMcpHandler((context) => this.serverFor(context), {
      onerror: (error) => logger.debug({ error }, 'mcp'),
      keepAliveMs: 15_000,
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.handler.close();
  }

  async answer(caller: Caller, body: unknown, http: Http): Promise<RawAnswer | StreamAnswer> {
    const headers = new Headers({ 'content-type': 'application/json' });
    for (const name of heard) {
      const value = http.header(name);
      if (value !== undefined) headers.set(name, value);
    }
    // The address is of no consequence here: the gateway has routed, and the guard has admitted.
    const request = new Request('http://aaas.invalid/mcp', { method: 'POST', headers, signal: http.signal });
    const exchange: Omit<Exchange, 'closingCancels'> = { caller, isLeaving: () => http.isLeaving };
    const authInfo = { token: '', clientId: caller.apiKeyId ?? caller.userId ?? '', scopes: [], extra: { exchange } };
    return fromResponse(await this.handler.fetch(request, { parsedBody: body ?? {}, authInfo }));
  }

  private serverFor({ era, authInfo }: McpRequestContext) {
    const { exchange } = authInfo!.extra as { exchange: Omit<Exchange, 'closingCancels'> };
    return this.servers.for({ ...exchange, closingCancels: era === 'modern' });
  }
}

/** The answer that the SDK has made, as our routes send it. */
async function fromResponse(response: Response): Promise<RawAnswer | StreamAnswer> {
  const type = response.headers.get('content-type') ?? '';
  if (type.startsWith('text/event-stream') && response.body)
    return new StreamAnswer(textsOf(response.body), failureEvent);
  const body = await response.text();
  return new RawAnswer(response.status, type === '' ? {} : { 'content-type': type }, body === '' ? undefined : body);
}

/** Whoever stops reading ends the exchange. */
async function* textsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string, void, void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield decoder.decode(value, { stream: true });
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

const failureEvent = ({ code, title }: Problem): string =>
  `event: message\ndata: ${JSON.stringify({ jsonrpc: '2.0', id: null, error: { code: -32603, message: `${code}: ${title}` } })}\n\n`;
