import { connect, createServer, type Server, type Socket } from 'node:net';
import { freePort } from './free-port.js';

interface Pair {
  client: Socket;
  server: Socket;
  /** True once this connection swallows bytes; such a one never comes back, as with a dead peer. */
  deaf: boolean;
}

/** A TCP proxy before a real server, for faults of the network between the two. Stop it in `afterAll`. */
export class FaultProxy {
  private readonly pairs = new Set<Pair>();
  private readonly listener: Server = createServer((client) => this.join(client));
  private mode: 'open' | 'cut' | 'half-open' = 'open';
  private delayMs = 0;

  private constructor(
    private readonly target: number,
    readonly port: number,
  ) {}

  /** Listens before the server at `url`. */
  static async before(url: string): Promise<FaultProxy> {
    const proxy = new FaultProxy(Number(new URL(url).port), await freePort());
    await new Promise<void>((resolve) => proxy.listener.listen(proxy.port, '127.0.0.1', resolve));
    return proxy;
  }

  /** The same address, by way of this proxy. */
  addressOf(url: string): string {
    const through = new URL(url);
    through.port = String(this.port);
    return through.toString();
  }

  /** The server is gone: connections end, new ones are turned away. */
  cut(): void {
    this.mode = 'cut';
    this.end((socket) => socket.destroy());
  }

  /** Every connection, also a new one, stays open and takes bytes that never arrive; nothing comes back. */
  halfOpen(): void {
    this.mode = 'half-open';
    for (const pair of this.pairs) this.deafen(pair);
  }

  /** Ends the connections that there are, by a reset, in the midst of whatever they do. */
  reset(): void {
    this.end((socket) => socket.resetAndDestroy());
  }

  /** Each piece takes so long, in each direction. */
  delay(ms: number): void {
    this.delayMs = ms;
  }

  /** New connections work again; those that were half-open stay deaf. */
  heal(): void {
    this.mode = 'open';
    this.delayMs = 0;
  }

  async stop(): Promise<void> {
    this.end((socket) => socket.destroy());
    await new Promise((resolve) => this.listener.close(resolve));
  }

  private join(client: Socket): void {
    client.on('error', () => undefined);
    if (this.mode === 'cut') return void client.destroy();
    const server = connect(this.target, '127.0.0.1');
    server.on('error', () => client.destroy());
    const pair: Pair = { client, server, deaf: false };
    this.pairs.add(pair);
    this.carry(pair, client, server);
    this.carry(pair, server, client);
    client.once('close', () => this.pairs.delete(pair));
    if (this.mode === 'half-open') this.deafen(pair);
  }

  private carry(pair: Pair, from: Socket, to: Socket): void {
    from.on('data', (bytes) => {
      if (pair.deaf) return;
      if (this.delayMs === 0) return void to.write(bytes);
      setTimeout(() => !pair.deaf && to.writable && to.write(bytes), this.delayMs);
    });
    from.once('close', () => pair.deaf || to.destroy());
  }

  private deafen(pair: Pair): void {
    pair.deaf = true;
    // The server's side ends, and the client is not told.
    pair.server.destroy();
  }

  private end(by: (socket: Socket) => void): void {
    for (const { client, server } of this.pairs) {
      by(client);
      by(server);
    }
    this.pairs.clear();
  }
}
