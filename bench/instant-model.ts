import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const chunk = (delta: object, finish: string | null = null) =>
  `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'instant', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
const counted = `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'instant', choices: [], usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 } })}\n\n`;
/** Says how long the model took for it, ms: what is left of a caller's time is not the model's. */
const opening = (ms: number) =>
  chunk({ role: 'assistant', content: '' }) + chunk({ content: `Hello, after ${ms.toFixed(3)} ms.` });
const ending = `${chunk({}, 'stop')}${counted}data: [DONE]\n\n`;

/** How a model answers: after so many ms on average (half to one and a half of it), in so many further pieces, so many ms apart. */
export interface Manner {
  afterMs: number;
  pieces: number;
  everyMs: number;
}

/** A model server in OpenAI's wire format (which Ollama speaks too) that costs next to nothing. */
export class InstantModel {
  manner: Manner = { afterMs: 0, pieces: 0, everyMs: 0 };

  private constructor(private readonly server: Server) {}

  static async start(): Promise<InstantModel> {
    const server = createServer({ keepAliveTimeout: 120_000 });
    const model = new InstantModel(server);
    server.on('request', (request, response: ServerResponse) => {
      const began = performance.now();
      request.resume();
      request.on('end', () => model.answer(response, began));
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return model;
  }

  /** Host and port. */
  get address(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private answer(response: ServerResponse, began: number): void {
    const { afterMs, pieces } = this.manner;
    const begin = () => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const first = opening(performance.now() - began);
      if (pieces === 0) response.end(first + ending);
      else this.goOn(response, first, pieces);
    };
    if (afterMs === 0) begin();
    // Never the same: callers who all wait alike would all come back at once.
    else setTimeout(begin, afterMs * (0.5 + Math.random()));
  }

  private goOn(response: ServerResponse, first: string, pieces: number): void {
    response.write(first);
    let left = pieces;
    const next = setInterval(() => {
      left -= 1;
      if (left > 0) return void response.write(chunk({ content: ' And on.' }));
      clearInterval(next);
      response.end(ending);
    }, this.manner.everyMs);
    response.on('close', () => clearInterval(next));
  }
}
