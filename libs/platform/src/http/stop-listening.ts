import type { Server } from 'node:http';

/** Takes no connection any more, and closes those without a request. Whoever closes the server later waits for the rest. */
export function stopListening(server: Server): void {
  if (!server.listening) return;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // Fastify closes it once more at its end, and would take it for a fault that it is closed.
  server.close = (done) => {
    void closed.then(() => done?.());
    return server;
  };
}
