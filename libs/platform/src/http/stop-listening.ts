import type { Server } from 'node:http';
import { Server as NetServer } from 'node:net';

export interface CloseOptions {
  /** How long requests at work may take to end, in ms; 30,000 unless set. */
  drainMs?: number;
  /** How long requests are still taken while the load balancer learns that this one is unready, in ms; 0 unless set. */
  noticeMs?: number;
  /**
   * How long connections without a request stay open after that, in ms; 0 unless set. Longer than the gateway keeps one
   * (`keepalive_timeout` of its upstreams), so that it never sends a request on a connection that is being closed.
   */
  keptMs?: number;
}

/**
 * Takes no connection any more, and closes those without a request after `keptMs`, unless whoever opened them did so before.
 * Whoever closes the server later waits for the rest.
 */
export async function stopListening(server: Server, keptMs: number): Promise<void> {
  if (!server.listening) return;
  let whenClosed: () => void = () => undefined;
  const closed = new Promise<void>((resolve) => (whenClosed = resolve));
  await new Promise<void>((resolve) =>
    // Right after connections were taken: who has connected and was not taken yet would be cut off.
    setImmediate(() => {
      // What the server of HTTP does itself would close connections on which a request is under way from the other side.
      NetServer.prototype.close.call(server, whenClosed);
      resolve();
    }),
  );
  // Fastify closes it once more at its end, and would take it for a fault that it is closed.
  server.close = (done) => {
    void closed.then(() => done?.());
    return server;
  };
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([closed, new Promise<void>((resolve) => (timer = setTimeout(resolve, keptMs)))]);
  clearTimeout(timer);
  server.closeIdleConnections();
}
