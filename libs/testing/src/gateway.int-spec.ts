import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { services, type ServiceName } from '#libs/contracts';
import { allRoutes, problemsConf, routesConf } from '../../../scripts/gateway-config.js';
import { startGateway } from './gateway.js';
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
