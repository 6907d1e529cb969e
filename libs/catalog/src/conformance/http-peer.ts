import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface PeerRequest {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  /** The value of a JSON body, else the text; null when there is none. */
  body: unknown;
}

export interface PeerAnswer {
  status?: number;
  headers?: Record<string, string | string[]>;
  body?: string | Uint8Array;
  /** Closes the connection instead of answering. */
  hangUp?: boolean;
  /** Sends the head and a part of the body, then closes the connection. */
  breakOff?: boolean;
  /** Sends the head and a part of the body, and then nothing more. */
  stall?: boolean;
  /** Never answers. */
  silent?: boolean;
}

/** A small HTTP server that writes down what it gets and answers what the test says. */
export class HttpPeer {
  readonly requests: PeerRequest[] = [];
  answer: PeerAnswer | ((request: PeerRequest) => PeerAnswer) = {};
  private readonly server: Server = createServer(((message, response) => {
    const chunks: Buffer[] = [];
    message.on('data', (chunk: Buffer) => chunks.push(chunk));
    message.on('end', () => {
      const { method = '', url: path = '', headers } = message;
      const request = { method, path, headers, body: bodyOf(Buffer.concat(chunks).toString()) };
      this.requests.push(request);
      const answer = typeof this.answer === 'function' ? this.answer(request) : this.answer;
      if (answer.silent) return;
      if (answer.hangUp) message.socket.destroy();
      else if (answer.breakOff || answer.stall)
        response
          .writeHead(200, { 'content-length': '100' })
          .write('half', () => void (answer.breakOff && message.socket.destroy()));
      else response.writeHead(answer.status ?? 200, answer.headers).end(answer.body ?? 'ok');
    });
  }) satisfies RequestListener);

  /** @returns the address, such as http://127.0.0.1:4711 */
  async start(): Promise<string> {
    await new Promise<void>((done) => this.server.listen(0, '127.0.0.1', done));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }
}

function bodyOf(text: string): unknown {
  try {
    return JSON.parse(text || 'null') as unknown;
  } catch {
    return text;
  }
}
