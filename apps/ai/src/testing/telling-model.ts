import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Asked {
  messages?: { role: string; content: string }[];
  input?: string[];
  tools?: unknown[];
  response_format?: { type: string };
}

/**
 * A model in OpenAI's wire format that repeats whatever it is told, also in its errors: the last message as its answer, the key in
 * what it refuses. `fail 401`, `fail 500` or `break` in a message is what it then does. For tests.
 */
export class TellingModel {
  /** Values of the header that carries the key. */
  readonly keys = new Set<string>();
  /** Bodies that it was sent. */
  readonly asked: Asked[] = [];

  private constructor(private readonly server: Server) {}

  static async start(): Promise<TellingModel> {
    const server = createServer();
    const model = new TellingModel(server);
    server.on('request', (request, response) => void model.answer(request, response));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return model;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v1`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const key = String(request.headers.authorization).replace('Bearer ', '');
    this.keys.add(key);
    const body = JSON.parse(Buffer.concat(chunks).toString() || '{}') as Asked;
    this.asked.push(body);
    if (request.url?.endsWith('/models')) return json(response, 200, { data: [{ id: 'teller', object: 'model' }] });
    if (body.input) return json(response, 200, vectorsOf(body.input));
    const said = String(body.messages?.at(-1)?.content);
    const status = Number(/fail (\d{3})/.exec(said)?.[1] ?? 0);
    const message = `key ${key} (${encodeURIComponent(key)}, ${Buffer.from(key).toString('base64')}) was refused: ${said}`;
    if (status > 0) return json(response, status, { error: { message, type: 'x', code: key } });
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const chunk = (data: object) => response.write(`data: ${JSON.stringify({ id: 'c', ...data })}\n\n`);
    chunk({ choices: [{ index: 0, delta: { content: said }, finish_reason: null }] });
    if (said.includes('break')) return void response.destroy();
    chunk({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] });
    chunk({ choices: [], usage: { prompt_tokens: 12, completion_tokens: 6, total_tokens: 18 } });
    response.end('data: [DONE]\n\n');
  }
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

const vectorsOf = (input: readonly string[]) => ({
  object: 'list',
  data: input.map((_, index) => ({ object: 'embedding', index, embedding: [0.6, 0.8] })),
  usage: { prompt_tokens: 5, total_tokens: 5 },
});
