import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { Connections } from './connections.js';

describe('slow and greedy clients of the front door', () => {
  let server: Server;
  let port: number;

  beforeEach(async () => {
    server = createServer((request, response) => request.resume().on('end', () => response.end('all of it')));
    new Connections({ bodyMs: 60, connectionsPerAddress: 2 }).watch(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const open = (): Promise<Socket> =>
    new Promise((resolve) => {
      const socket: Socket = connect(port, '127.0.0.1', () => resolve(socket)).on('error', () => undefined);
    });
  const closed = (socket: Socket) => new Promise<void>((resolve) => socket.resume().once('close', () => resolve()));

  it('lose their connection when nothing more of a body comes', async () => {
    const socket = await open();
    socket.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\nhalf');
    await closed(socket);
  });

  it('are waited for while something comes', async () => {
    const socket = await open();
    socket.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 8\r\n\r\n');
    for (let part = 0; part < 8; part++) {
      await new Promise((resolve) => setTimeout(resolve, 25));
      socket.write('x');
    }
    const answer = await new Promise<string>((resolve) => socket.once('data', (data) => resolve(data.toString())));
    expect(answer).toContain('all of it');
  });

  it('hold no more connections than one address may', async () => {
    const held = [await open(), await open()];
    await closed(await open());
    held[0]!.destroy();
    await closed(held[0]!);
    const next = await open();
    next.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
    const answer = await new Promise<string>((resolve) => next.once('data', (data) => resolve(data.toString())));
    expect(answer).toContain('200 OK');
  });
});
