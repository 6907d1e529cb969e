import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RecordedEffect } from '../oracle/recorded.js';

/** The outside world: counts what reaches it, in a process that is not killed, and answers with the number of the call. */
export class EffectReceiver {
  readonly effects: RecordedEffect[] = [];
  /** Keeps a call waiting for its answer, though it has arrived. */
  hold: (effect: RecordedEffect) => Promise<void> | undefined = () => undefined;
  private readonly server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => (body += String(part)));
    request.on('end', () => {
      const receipt = this.effects.length;
      const effect = { ...(JSON.parse(body) as RecordedEffect), receipt };
      this.effects.push(effect);
      void Promise.resolve(this.hold(effect)).then(() => response.end(JSON.stringify({ receipt })));
    });
  });

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
