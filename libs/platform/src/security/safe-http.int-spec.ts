import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppError } from '#libs/contracts';
import { EgressPolicy } from './egress-policy.js';
import { SafeHttp } from './safe-http.js';

const servers: Server[] = [];
const clients: SafeHttp[] = [];
const serve = async (listener: RequestListener): Promise<number> => {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return (server.address() as AddressInfo).port;
};
const client = (...allow: string[]) => {
  const http = new SafeHttp(new EgressPolicy(allow));
  clients.push(http);
  return http;
};
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'answered',
    (error: unknown) => (AppError.is(error) ? error.code : String(error)),
  );

afterEach(async () => {
  await Promise.all(clients.splice(0).map((http) => http.close()));
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

describe('A8: the outbound client', () => {
  it('refuses every way to write a local or private address, before a connection', async () => {
    let hits = 0;
    const port = await serve((_request, response) => (hits++, response.end('secret')));
    const hosts = [
      '127.0.0.1',
      'localhost',
      '0177.0.0.1',
      '2130706433',
      '0x7f.1',
      '127.1',
      '0.0.0.0',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '[::ffff:7f00:1]',
      '[64:ff9b::7f00:1]',
      '[2002:7f00:1::]',
      '169.254.169.254',
      '[fd00:ec2::254]',
      '10.0.0.1',
      '192.168.0.1',
      '100.64.0.1',
      '[fe80::1]',
    ];
    for (const host of hosts)
      expect([host, await codeOf(client().fetch(`http://${host}:${port}/`, { timeoutMs: 3000 }))]).toEqual([
        host,
        'EGRESS_REFUSED',
      ]);
    expect(hits).toBe(0);
  });

  it('refuses other schemes and credentials in the URL', async () => {
    for (const url of [
      'file:///etc/passwd',
      'ftp://example.com/',
      'gopher://example.com',
      'http://user:pass@example.com/',
      'not a url',
      '/relative',
    ])
      expect([url, await codeOf(client().fetch(url))]).toEqual([url, 'EGRESS_REFUSED']);
  });

  it('reaches what the operator lists: address, CIDR, host, host and port', async () => {
    const port = await serve((_request, response) => response.end('hello'));
    for (const allow of ['127.0.0.1', '127.0.0.0/8', `127.0.0.1:${port}`])
      expect(await (await client(allow).fetch(`http://127.0.0.1:${port}/`)).text()).toBe('hello');
    for (const allow of ['localhost', `localhost:${port}`])
      expect(await (await client(allow).fetch(`http://localhost:${port}/`)).text()).toBe('hello');
    expect(await codeOf(client('localhost:1').fetch(`http://localhost:${port}/`))).toBe('EGRESS_REFUSED');
  });

  it('decides again at every redirect', async () => {
    let hits = 0;
    const inner = await serve((_request, response) => (hits++, response.end('secret')));
    const outer = await serve((_request, response) =>
      response.writeHead(302, { location: `http://127.0.0.1:${inner}/` }).end(),
    );
    expect(await codeOf(client(`127.0.0.1:${outer}`).fetch(`http://127.0.0.1:${outer}/`))).toBe('EGRESS_REFUSED');
    expect(hits).toBe(0);
  });

  it('keeps secrets with the first origin and turns a 303 into GET', async () => {
    let got: IncomingMessage | undefined;
    const second = await serve((request, response) => ((got = request), response.end('done')));
    const first = await serve((_request, response) =>
      response.writeHead(303, { location: `http://127.0.0.1:${second}/` }).end(),
    );
    const answer = await client('127.0.0.1').fetch(`http://127.0.0.1:${first}/`, {
      method: 'POST',
      body: '{}',
      headers: { authorization: 'Bearer x', 'idempotency-key': 'k', 'content-type': 'application/json', 'x-own': 'y' },
    });
    expect(await answer.text()).toBe('done');
    expect(got?.method).toBe('GET');
    expect(got?.headers).toMatchObject({ 'x-own': 'y' });
    for (const name of ['authorization', 'idempotency-key', 'content-type']) expect(got?.headers[name]).toBeUndefined();
  });

  it('bounds redirects, size and time', async () => {
    const loop: number = await serve((_request, response) =>
      response.writeHead(302, { location: `http://127.0.0.1:${loop}/` }).end(),
    );
    const large = await serve((_request, response) => response.end('x'.repeat(2000)));
    const streamed = await serve((_request, response) => {
      response.write('x'.repeat(1500));
      response.end('y'.repeat(1500));
    });
    const silent = await serve(() => undefined);
    const http = client('127.0.0.1');
    expect(await codeOf(http.fetch(`http://127.0.0.1:${loop}/`, { maxRedirects: 3 }))).toBe('EGRESS_FAILED');
    expect(await codeOf(http.fetch(`http://127.0.0.1:${large}/`, { maxBytes: 1999 }))).toBe('LIMIT_EXCEEDED');
    expect(
      await codeOf(http.fetch(`http://127.0.0.1:${streamed}/`, { maxBytes: 2000 }).then((response) => response.text())),
    ).toBe('LIMIT_EXCEEDED');
    expect(await codeOf(http.fetch(`http://127.0.0.1:${silent}/`, { timeoutMs: 100 }))).toBe('EGRESS_FAILED');
  });
});

describe('answers that are read lightly', () => {
  it('come in pieces, with their headers, and leave the connection to the next call', async () => {
    const ports = new Set<number>();
    const port = await serve((request, response) => {
      ports.add(request.socket.remotePort!);
      response.setHeader('x-seen', request.headers['x-sent'] ?? '');
      let text = '';
      request.on('data', (bytes: Buffer) => (text += bytes.toString()));
      request.on('end', () => response.end(JSON.stringify({ text, method: request.method })));
    });
    const http = client(`127.0.0.1:${port}`);
    const ask = () =>
      http.light(`http://127.0.0.1:${port}/a?b=1`, {
        method: 'POST',
        body: 'hello',
        headers: [['X-Sent', 'yes']],
      });
    const answer = await ask();
    expect([answer.ok, answer.status, answer.headers.get('X-Seen')]).toEqual([true, 200, 'yes']);
    expect(Object.fromEntries(answer.headers.entries())).toMatchObject({ 'x-seen': 'yes' });
    expect(await answer.json()).toEqual({ text: 'hello', method: 'POST' });
    for (let n = 0; n < 20; n++) await (await ask()).text();
    // A connection is free a moment after its answer was read: the next call may take a second one, and never a third.
    expect(ports.size).toBeLessThanOrEqual(2);
    const reader = (await ask()).body!.getReader();
    expect(Buffer.from((await reader.read()).value as Uint8Array).toString()).toContain('hello');
  });

  it('are whole responses when they are refusals, and followed when they are redirects', async () => {
    const port = await serve((request, response) => {
      if (request.url === '/moved') return response.writeHead(307, { location: '/here' }).end();
      if (request.url === '/none') return response.writeHead(304).end();
      return response.writeHead(request.url === '/here' ? 200 : 401).end('no key');
    });
    const http = client(`127.0.0.1:${port}`);
    const refused = await http.light(`http://127.0.0.1:${port}/x`, { method: 'POST', body: '{}' });
    expect([refused.status, await refused.clone().text(), await refused.text()]).toEqual([401, 'no key', 'no key']);
    expect((await http.light(`http://127.0.0.1:${port}/none`)).status).toBe(304);
    expect((await http.light(`http://127.0.0.1:${port}/moved`, { method: 'POST', body: '{}' })).status).toBe(200);
    const left = await http.light(`http://127.0.0.1:${port}/moved`, { redirect: 'manual' });
    expect(left.status).toBe(307);
  });

  it('A8: are refused as others are, bounded, and called off', async () => {
    const closed = new Promise<void>((done) => {
      void serve((request, response) => {
        if (request.url === '/large') return response.end('x'.repeat(5000));
        response.on('close', () => done());
        return response.writeHead(200).write('begun');
      }).then(async (port) => {
        expect(await codeOf(client().light(`http://127.0.0.1:${port}/`))).toBe('EGRESS_REFUSED');
        const http = client(`127.0.0.1:${port}`);
        const large = await http.light(`http://127.0.0.1:${port}/large`, { maxBytes: 100 });
        expect(await codeOf(large.text())).toBe('LIMIT_EXCEEDED');
        const leaving = new AbortController();
        const slow = await http.light(`http://127.0.0.1:${port}/slow`, { signal: leaving.signal });
        leaving.abort(new Error('left'));
        await expect(slow.text()).rejects.toThrow();
        await expect(http.light(`http://127.0.0.1:${port}/slow`, { signal: leaving.signal })).rejects.toThrow('left');
      });
    });
    await closed;
    expect(await codeOf(client('127.0.0.1:1').light('http://127.0.0.1:1/'))).toBe('EGRESS_FAILED');
  });

  it('pause the other side while nobody reads, and give out what came before it broke off', async () => {
    let written = 0;
    const piece = Buffer.alloc(16 * 1024, 'x');
    const port = await serve((request, response) => {
      if (request.url === '/broken') {
        response.writeHead(200, { 'content-length': '100' }).write('half');
        return setTimeout(() => response.destroy(), 20);
      }
      // Until the buffers between both sides are full.
      const more = () => {
        let goesOn = true;
        while (written < 4096 && goesOn) {
          goesOn = response.write(piece);
          written += 1;
        }
        if (written < 4096) response.once('drain', more);
        else response.end();
      };
      more();
    });
    const http = client(`127.0.0.1:${port}`);
    const large = await http.light(`http://127.0.0.1:${port}/large`, { maxBytes: 100 * 1024 * 1024 });
    let before = -1;
    for (; before !== written; await new Promise((next) => setTimeout(next, 100))) before = written;
    expect(written).toBeLessThan(4096);
    expect((await large.arrayBuffer()).byteLength).toBe(4096 * piece.length);
    const broken = await http.light(`http://127.0.0.1:${port}/broken`);
    const came: string[] = [];
    const reading = (async () => {
      for await (const bytes of broken.body!) came.push(Buffer.from(bytes as Uint8Array).toString());
    })();
    await expect(reading).rejects.toThrow();
    expect(came).toEqual(['half']);
  });

  it('close the connection when the rest is not wanted', async () => {
    const left = new Promise<void>((done) => {
      void serve((_, response) => {
        response.on('close', done);
        response.writeHead(200).write('begun');
      }).then(async (port) => {
        const answer = await client(`127.0.0.1:${port}`).light(`http://127.0.0.1:${port}/`);
        for await (const _ of answer.body!) break;
      });
    });
    await left;
  });
});
