import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface PeerRequest {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: unknown;
}

export interface PeerAnswer {
  status?: number;
  headers?: Record<string, string>;
  body?: string;
  /** Closes the connection instead of answering. */
  hangUp?: boolean;
}

/** A small HTTP server that writes down what it gets and answers what the test says. */
export class HttpPeer {
  readonly requests: PeerRequest[] = [];
  answer: PeerAnswer = {};
  private readonly server: Server = createServer(((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      this.requests.push({ method, path, headers, body: JSON.parse(Buffer.concat(chunks).toString() || 'null') });
      if (this.answer.hangUp) request.socket.destroy();
      else response.writeHead(this.answer.status ?? 200, this.answer.headers).end(this.answer.body ?? 'ok');
    });
  }) satisfies RequestListener);

  /** @returns the address, such as http://127.0.0.1:4711 */
  async start(): Promise<string> {
    await new Promise<void>((done) => this.server.listen(0, '127.0.0.1', done));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    await new Promise((done) => this.server.close(done));
  }
}
