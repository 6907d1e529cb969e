import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LLMock } from '@copilotkit/aimock';
import { startPeer } from './mocked-peer.js';

/** What the wire does with the next answer: half of it and then the end, or nothing more; nothing at all; something else; a reset. */
export type WireFault = 'cut' | 'stall' | 'silent' | 'not-json' | 'other-json' | 'reset';

export interface SentRequest {
  path: string;
  /** Of the client's connection; the same for calls that share one. */
  port: number | undefined;
  headers: IncomingMessage['headers'];
  body: Record<string, unknown>;
  /** Milliseconds until the client went away without having read to the end; never, when it read it. */
  abandoned: Promise<number>;
}

/** A model server, and a wire to it that sees what is sent and breaks where it is told to. For tests. */
export class Wire {
  readonly sent: SentRequest[] = [];
  private fault: WireFault | undefined;

  private constructor(
    readonly peer: LLMock,
    private readonly server: Server,
  ) {}

  static async start(): Promise<Wire> {
    const peer = await startPeer();
    const server = createServer((incoming, outgoing) => void wire.carry(incoming, outgoing));
    const wire = new Wire(peer, server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return wire;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get last(): SentRequest {
    const last = this.sent.at(-1);
    if (!last) throw new Error('nothing was sent');
    return last;
  }

  break(fault: WireFault): void {
    this.fault = fault;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    await this.peer.stop();
  }

  private async carry(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const fault = this.fault;
    this.fault = undefined;
    const body = await bytesOf(incoming);
    const began = Date.now();
    const abandoned = new Promise<number>((resolve) =>
      outgoing.on('close', () => !outgoing.writableFinished && resolve(Date.now() - began)),
    );
    const parsed = (body.length ? JSON.parse(body.toString()) : {}) as Record<string, unknown>;
    const { url: path = '', socket } = incoming;
    this.sent.push({ path, port: socket.remotePort, headers: incoming.headers, body: parsed, abandoned });
    if (fault === 'reset') return void incoming.socket.resetAndDestroy();
    if (fault === 'silent') return;
    if (fault === 'not-json' || fault === 'other-json') return unreadable(outgoing, fault);
    await this.forward(incoming, body, outgoing, fault);
  }

  private async forward(incoming: IncomingMessage, body: Buffer, outgoing: ServerResponse, fault?: 'cut' | 'stall') {
    const { method, url, headers } = incoming;
    const answer = await new Promise<IncomingMessage>((resolve, reject) =>
      httpRequest(`${this.peer.url}${url}`, { method, headers }, resolve).on('error', reject).end(body),
    );
    const { 'content-length': _, ...kept } = answer.headers;
    outgoing.writeHead(answer.statusCode ?? 502, fault ? kept : answer.headers);
    outgoing.on('close', () => answer.destroy());
    if (!fault) {
      // As over a long way: the end comes after the last piece, and whoever did not wait for it has closed the connection.
      answer.on('end', () => setTimeout(() => outgoing.end(), 20));
      return void answer.pipe(outgoing, { end: false });
    }
    const whole = await bytesOf(answer);
    const half = whole.subarray(0, Math.floor(whole.length / 2));
    if (fault === 'cut') outgoing.end(half);
    else outgoing.write(half);
  }
}

function unreadable(outgoing: ServerResponse, fault: 'not-json' | 'other-json'): void {
  outgoing.writeHead(200, { 'content-type': 'text/event-stream' });
  outgoing.end(
    fault === 'not-json' ? 'event: message\ndata: {"choices": [{"del\n\n' : 'event: message\ndata: {"hello": 1}\n\n',
  );
}

async function bytesOf(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
