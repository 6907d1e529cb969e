import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A model in OpenAI's wire format that says what the test lets it say, and knows when its caller is gone. For tests. */
export class SlowModel {
  private readonly open: ServerResponse[] = [];
  private waiting: ((response: ServerResponse) => void)[] = [];
  /** When the latest caller went away (`performance.now()`). */
  leftAt: number | undefined;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<SlowModel> {
    const server = createServer();
    const model = new SlowModel(server);
    server.on('request', (request, response: ServerResponse) => {
      request.resume();
      response.on('close', () => response.writableFinished || (model.leftAt = performance.now()));
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
      const next = model.waiting.shift();
      if (next) next(response);
      else model.open.push(response);
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return model;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v1`;
  }

  /** The next call, when it has come. */
  async asked(): Promise<{ say: (text: string) => void; end: () => void }> {
    this.leftAt = undefined;
    const response = this.open.shift() ?? (await new Promise<ServerResponse>((next) => this.waiting.push(next)));
    const chunk = (body: object) => response.write(`data: ${JSON.stringify({ id: 'c', ...body })}\n\n`);
    return {
      say: (text) => chunk({ choices: [{ index: 0, delta: { content: text }, finish_reason: null }] }),
      end: () => {
        chunk({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] });
        chunk({ choices: [], usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 } });
        response.end('data: [DONE]\n\n');
      },
    };
  }

  /** Milliseconds from `since` until the caller was gone. @throws Error after three seconds */
  async gone(since: number): Promise<number> {
    while (this.leftAt === undefined) {
      if (performance.now() - since > 3000) throw new Error('The provider’s request was not cancelled');
      await new Promise((next) => setTimeout(next, 5));
    }
    return this.leftAt - since;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }
}
