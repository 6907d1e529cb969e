import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EgressPolicy } from './egress-policy.js';
import { SafeSockets } from './safe-sockets.js';

describe('SafeSockets', () => {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(request.url ?? '');
    response.end('hello');
  });
  const port = () => (server.address() as AddressInfo).port;
  beforeAll(() => new Promise<void>((done) => server.listen(0, '127.0.0.1', done)));
  afterAll(() => new Promise((done) => server.close(done)));

  const status = (policy: EgressPolicy, path: string) => {
    const url = new URL(`http://localhost:${port()}${path}`);
    return new Promise<unknown>((done) => {
      get(url, { agent: new SafeSockets(policy).agentFor(url), family: 4 }, (response) => {
        response.resume();
        response.on('end', () => done(response.statusCode));
      }).on('error', done);
    });
  };

  it('refuses a name that leads to this machine, before a byte is sent', async () => {
    expect(await status(new EgressPolicy(), '/refused')).toMatchObject({ code: 'EGRESS_REFUSED' });
    expect(requests).not.toContain('/refused');
  });

  it('lets through what the operator lists', async () => {
    expect(await status(new EgressPolicy([`localhost:${port()}`]), '/listed')).toBe(200);
    expect(await status(new EgressPolicy(['127.0.0.0/8']), '/range')).toBe(200);
  });

  it('resolves for other protocols', async () => {
    const sockets = new SafeSockets(new EgressPolicy());
    await expect(sockets.resolve('localhost', 25)).rejects.toMatchObject({ code: 'EGRESS_REFUSED' });
    await expect(sockets.resolve('169.254.169.254', 25)).rejects.toMatchObject({ code: 'EGRESS_REFUSED' });
    await expect(sockets.resolve('no-such-host.invalid', 25)).rejects.toMatchObject({ code: 'EGRESS_FAILED' });
    expect(await new SafeSockets(new EgressPolicy(['mail.test', '127.0.0.1'])).resolve('127.0.0.1', 25)).toBe(
      '127.0.0.1',
    );
    expect(await sockets.resolve('9.9.9.9', 25)).toBe('9.9.9.9');
  });
});
