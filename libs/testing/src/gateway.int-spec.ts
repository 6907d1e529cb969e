import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, get as httpGet, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { connect as connectBy, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { services, type ServiceName } from '#libs/contracts';
import {
  allRoutes,
  doorConf,
  headersConf,
  maintenanceConf,
  problemsConf,
  routesConf,
} from '../../../scripts/gateway-config.js';
import { startGateway } from './gateway.js';
import { makeCertificates } from './servers/certificates.js';
import { freePort } from './servers/free-port.js';
import type { NginxServer } from './servers/nginx.js';
import { serverFolder } from './servers/server-process.js';

const open: Server[] = [];
const gateways: NginxServer[] = [];

async function listen(handle: (request: IncomingMessage, response: ServerResponse) => void): Promise<number> {
  const server = createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(server);
  return (server.address() as AddressInfo).port;
}

/** Answers who it is and what it saw. */
const echo = (name: string) => (request: IncomingMessage, response: ServerResponse) => {
  let bytes = 0;
  request.on('data', (chunk: Buffer) => (bytes += chunk.length));
  request.on('end', () => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ name, url: request.url, headers: request.headers, bytes }));
  });
};

function webApp(): string {
  const folder = serverFolder('web');
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<title>app</title>');
  writeFileSync(join(folder, 'assets/app-1.js'), 'const app = 1;\n'.repeat(200));
  return folder;
}

function docs(): string {
  const folder = serverFolder('docs');
  writeFileSync(join(folder, 'openapi.json'), '{"openapi":"3.1.0"}');
  writeFileSync(join(folder, 'index.html'), '<title>API</title>');
  return folder;
}

type Upstreams = Record<ServiceName, number[]>;

async function echoes(): Promise<Upstreams> {
  const ports = await Promise.all(services.map((name) => listen(echo(name))));
  return Object.fromEntries(services.map((name, index) => [name, [ports[index]]])) as Upstreams;
}

async function gateway(change: Partial<Parameters<typeof startGateway>[0]> = {}): Promise<NginxServer> {
  const server = await startGateway({ upstreams: await echoes(), webRoot: webApp(), docsRoot: docs(), ...change });
  gateways.push(server);
  return server;
}

afterAll(async () => {
  await Promise.all(gateways.map((server) => server.stop()));
  for (const server of open) server.close();
});

interface Echo {
  name: string;
  url: string;
  headers: Record<string, string>;
  bytes: number;
}

describe('the gateway', () => {
  let at: string;
  let server: NginxServer;

  beforeAll(async () => {
    server = await gateway();
    at = server.url;
  });

  const ask = async (path: string, init?: RequestInit) => (await fetch(at + path, init)).json() as Promise<Echo>;

  it('is written from the contracts', () => {
    expect(readFileSync('gateway/routes.conf', 'utf8')).toBe(routesConf());
    expect(readFileSync('gateway/problems.conf', 'utf8')).toBe(problemsConf());
    expect(readFileSync('gateway/door.conf', 'utf8')).toBe(doorConf());
    expect(readFileSync('gateway/headers.conf', 'utf8')).toBe(headersConf());
    expect(readFileSync('gateway/maintenance.conf', 'utf8')).toBe(maintenanceConf());
  });

  it('knows a service for every route of the contracts', async () => {
    expect(allRoutes().length).toBeGreaterThan(40);
    for (const { path, root } of allRoutes()) {
      const asked = (root ? '' : '/api/v1') + path.replace(/:[A-Za-z]+/g, 'x1');
      const { name } = await ask(asked);
      expect([asked, services.find((service) => service === name)]).toEqual([asked, expect.any(String)]);
    }
  });

  it('sends each prefix to its service, with the path as it came', async () => {
    expect(await ask('/api/v1/workflows?limit=2')).toMatchObject({ name: 'company', url: '/api/v1/workflows?limit=2' });
    expect((await ask('/api/v1/auth/me')).name).toBe('auth');
    expect((await ask('/api/v1/agents/agt_1')).name).toBe('agents');
    expect((await ask('/api/v1/ai/usage')).name).toBe('ai');
    expect((await ask('/api/v1/deliveries')).name).toBe('notifications');
    expect((await ask('/.well-known/jwks.json')).name).toBe('auth');
  });

  it('carries one request id and no forged address', async () => {
    const headers = { 'x-request-id': 'given-by-caller', 'x-forwarded-for': '9.9.9.9' };
    const response = await fetch(`${at}/api/v1/runs`, { headers });
    const seen = ((await response.json()) as Echo).headers;
    expect(seen).toMatchObject({
      'x-request-id': 'given-by-caller',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'http',
    });
    expect(response.headers.get('x-request-id')).toBe('given-by-caller');
    const bad = await fetch(`${at}/api/v1/runs`, { headers: { 'x-request-id': 'a"b c' } });
    expect(bad.headers.get('x-request-id')).toMatch(/^[0-9a-f]{32}$/);
  });

  it('answers its own refusals as problem documents', async () => {
    const response = await fetch(`${at}/api/v1/nothing`);
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    const problem = (await response.json()) as { code: string; requestId: string };
    expect(problem.code).toBe('NOT_FOUND');
    expect(problem.requestId).toBe(response.headers.get('x-request-id'));
  });

  it("keeps each route's body limit", async () => {
    const body = Buffer.alloc(3 * 1024 * 1024, 'x');
    const post = (path: string) => fetch(at + path, { method: 'POST', body });
    const refused = await post('/api/v1/auth/log-in');
    expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([413, 'BODY_TOO_LARGE']);
    expect(((await (await post('/api/v1/workflows/wf_1/runs')).json()) as Echo).bytes).toBe(body.length);
  });

  it('serves the web app, its pages and its files, and says how long they last', async () => {
    const page = await fetch(`${at}/workflows/wf_1`);
    expect(await page.text()).toContain('<title>app</title>');
    const script = await fetch(`${at}/assets/app-1.js`, { headers: { 'accept-encoding': 'gzip' } });
    expect(script.headers.get('cache-control')).toContain('immutable');
    expect(script.headers.get('content-encoding')).toBe('gzip');
    expect((await fetch(`${at}/assets/gone.js`)).status).toBe(404);
  });

  it('serves the merged API document and its page', async () => {
    const document = await fetch(`${at}/api/v1/openapi.json`);
    expect(document.headers.get('content-type')).toBe('application/json');
    expect(await document.json()).toEqual({ openapi: '3.1.0' });
    const page = await fetch(`${at}/docs`);
    expect([page.url, await page.text()]).toEqual([`${at}/docs/`, '<title>API</title>']);
    expect(page.headers.get('content-security-policy')).toContain("img-src 'self' data:;");
    expect((await ask('/readyz')).name).toBe('company');
    expect(((await (await fetch(`${at}/healthz`)).json()) as { status: string }).status).toBe('ok');
  });

  it.each(['/', '/api/v1/runs', '/api/v1/nothing'])('sets the security headers on %s', async (path) => {
    const { headers } = await fetch(at + path);
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self';/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('server')).toBe('nginx');
  });

  it('logs JSON with the request id and without the query', async () => {
    await fetch(`${at}/api/v1/runs?secret=hush`, { headers: { 'x-request-id': 'look-for-me' } });
    const line = readFileSync(join(server.folder, 'access.log'), 'utf8')
      .split('\n')
      .find((text) => text.includes('look-for-me'));
    expect(JSON.parse(line ?? '{}')).toMatchObject({
      path: '/api/v1/runs',
      status: 200,
      method: 'GET',
      requestId: 'look-for-me',
    });
    expect(line).not.toContain('hush');
  });
});

/** One request on a connection of its own, so that none is lost with a connection that was kept. */
const single = (url: string, headers: Record<string, string> = {}): Promise<{ status: number; text: string }> =>
  new Promise((resolve, reject) => {
    httpGet(url, { agent: false, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode!, text })).on('error', reject);
    }).on('error', reject);
  });

describe('the gateway by TLS', () => {
  // Only the key of RSA can be used without forward secrecy.
  const certificates = makeCertificates('localhost', 'rsa');
  let server: NginxServer;
  let port: number;
  beforeAll(async () => {
    port = await freePort();
    server = await gateway({ tls: { ...certificates, port } });
  });

  const connectTls = (options: ConnectionOptions): Promise<TLSSocket> =>
    new Promise((resolve, reject) => {
      const socket: TLSSocket = connectBy({ port, host: 'localhost', ca: certificates.ca, ...options }, () =>
        resolve(socket),
      );
      socket.on('error', reject);
    });

  it('speaks HTTP/2, and tells browsers to come so alone', async () => {
    const client = connectHttp2(`https://localhost:${port}`, { ca: certificates.ca });
    const request = client.request({ ':path': '/api/v1/runs', 'x-request-id': 'by-http-two' });
    const headers = await new Promise<Record<string, unknown>>((resolve) => request.once('response', resolve));
    let text = '';
    for await (const chunk of request.setEncoding('utf8')) text += String(chunk);
    client.close();
    expect(headers).toMatchObject({
      ':status': 200,
      'x-request-id': 'by-http-two',
      'strict-transport-security': 'max-age=63072000; includeSubDomains',
    });
    expect((JSON.parse(text) as Echo).headers).toMatchObject({ 'x-forwarded-proto': 'https' });
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('speaks %s', async (version) => {
    const socket = await connectTls({ minVersion: version, maxVersion: version });
    expect(socket.getProtocol()).toBe(version);
    socket.destroy();
  });

  it('speaks nothing older, and no cipher without forward secrecy', async () => {
    const old = { ciphers: 'DEFAULT@SECLEVEL=0', minVersion: 'TLSv1', maxVersion: 'TLSv1.1' } as const;
    await expect(connectTls(old)).rejects.toThrow();
    const plain = { ciphers: 'AES128-GCM-SHA256:AES256-SHA', maxVersion: 'TLSv1.2' } as const;
    await expect(connectTls(plain)).rejects.toThrow();
  });

  it('leads whoever comes without TLS to where it is', async () => {
    const response = await fetch(`${server.url}/workflows?tab=runs`, { redirect: 'manual' });
    expect([response.status, response.headers.get('location')]).toEqual([308, 'https://127.0.0.1/workflows?tab=runs']);
  });
});

describe('the gateway behind load balancers', () => {
  it('believes those that are trusted, and nobody before them', async () => {
    const [near, far] = [await gateway({ trustedProxies: '127.0.0.1,10.0.0.0/8' }), await gateway()];
    const headers = { 'x-forwarded-for': '6.6.6.6, 192.0.2.7, 10.1.1.1', 'x-forwarded-proto': 'https' };
    const seen = async (url: string) =>
      (JSON.parse((await single(`${url}/api/v1/runs`, headers)).text) as Echo).headers;
    expect(await seen(near.url)).toMatchObject({ 'x-forwarded-for': '192.0.2.7', 'x-forwarded-proto': 'https' });
    expect(await seen(far.url)).toMatchObject({ 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'http' });
  });

  it.each([
    ['trustedProxies', '10.0.0.0/8; deny all'],
    ['origins', 'https://a.example" "'],
  ])('refuses %s that are none', async (name, value) => {
    await expect(gateway({ [name]: value })).rejects.toThrow('is not what');
  });
});

describe('the gateway that reads its configuration again', () => {
  it('loses no request meanwhile, and lets what was begun end', async () => {
    const slow = await listen((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: 1\n\n');
      setTimeout(() => response.end('data: 2\n\n'), 1_500);
    });
    const server = await gateway({ upstreams: { ...(await echoes()), agents: [slow] } });
    const begun = single(`${server.url}/api/v1/tasks/task_1/events`);
    const statuses: number[] = [];
    let isOver = false;
    const load = Array.from({ length: 8 }, async () => {
      while (!isOver) statuses.push((await single(`${server.url}/api/v1/runs`)).status);
    });
    for (let time = 0; time < 4; time++) {
      await new Promise((resolve) => setTimeout(resolve, 250));
      process.kill(server.pid!, 'SIGHUP');
    }
    expect((await begun).text).toBe('data: 1\n\ndata: 2\n\n');
    isOver = true;
    await Promise.all(load);
    expect(statuses.length).toBeGreaterThan(100);
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
  }, 120_000);
});

describe('the gateway before its services', () => {
  it('passes an event on at once', async () => {
    const events = await listen((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('id: 1\ndata: {}\n\n');
    });
    const { url } = await gateway({ upstreams: { ...(await echoes()), company: [events] } });
    const stop = new AbortController();
    const response = await fetch(`${url}/api/v1/runs/run_1/events`, { signal: stop.signal });
    const { value } = await response.body!.getReader().read();
    expect(Buffer.from(value!).toString()).toContain('id: 1');
    stop.abort();
  });

  it('spreads over the replicas and passes over one that is gone', async () => {
    const [one, two, gone] = [await listen(echo('one')), await listen(echo('two')), await freePort()];
    const { url } = await gateway({ upstreams: { ...(await echoes()), ai: [one, two, gone] } });
    const answers = await Promise.all(
      Array.from({ length: 30 }, () => fetch(`${url}/api/v1/ai/complete`, { method: 'POST', body: '{}' })),
    );
    const names = await Promise.all(answers.map(async (answer) => ((await answer.json()) as Echo).name));
    expect(new Set(names)).toEqual(new Set(['one', 'two']));
  });

  it('says that a service is not reachable, and when to try again', async () => {
    const { url } = await gateway({ upstreams: { ...(await echoes()), ai: [await freePort()] } });
    const response = await fetch(`${url}/api/v1/ai/usage`);
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('1');
    expect(await response.json()).toMatchObject({ code: 'UNAVAILABLE', status: 503 });
  });

  it('limits requests by address, and log-ins much sooner', async () => {
    const { url } = await gateway({ rate: 1, burst: 20, signInRate: 1, signInBurst: 3 });
    const statuses = async (path: string, times: number) => {
      const answers = await Promise.all(Array.from({ length: times }, () => fetch(url + path, { method: 'POST' })));
      return answers.map(({ status }) => status);
    };
    const logIns = await statuses('/api/v1/auth/log-in', 10);
    expect(logIns.filter((status) => status === 429).length).toBeGreaterThanOrEqual(5);
    const refused = await fetch(`${url}/api/v1/auth/log-in`, { method: 'POST' });
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(await refused.json()).toMatchObject({ code: 'RATE_LIMITED' });
    expect(await statuses('/api/v1/runs', 5)).toEqual([200, 200, 200, 200, 200]);
    expect((await statuses('/assets/app-1.js', 40)).filter((status) => status === 429)).toEqual([]);
  });
});
