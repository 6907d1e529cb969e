import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';

export interface Patience {
  /** How long nothing of a body may come, ms. */
  bodyMs: number;
  connectionsPerAddress: number;
}

/** Keeps slow and greedy clients from holding all connections. */
export class Connections {
  private readonly open = new Map<string, number>();

  constructor(private readonly patience: Patience) {}

  watch(server: Server): void {
    server.on('connection', (socket: Socket) => this.count(socket));
    server.on('request', (request: IncomingMessage) => this.hurry(request));
  }

  private count(socket: Socket): void {
    const address = socket.remoteAddress ?? '';
    const count = (this.open.get(address) ?? 0) + 1;
    if (count > this.patience.connectionsPerAddress) return void socket.destroy();
    this.open.set(address, count);
    socket.once('close', () => {
      const left = this.open.get(address)! - 1;
      if (left === 0) this.open.delete(address);
      else this.open.set(address, left);
    });
  }

  /** Of a body something must keep coming; what is asked in it may take as long as it likes. */
  private hurry(request: IncomingMessage): void {
    if (request.complete) return;
    const { socket } = request;
    let seen = socket.bytesRead;
    const look = setInterval(() => {
      if (request.complete) return clearInterval(look);
      if (socket.bytesRead === seen) socket.destroy();
      seen = socket.bytesRead;
    }, this.patience.bodyMs);
    request.once('close', () => clearInterval(look));
  }
}
