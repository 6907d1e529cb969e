import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  AppError,
  doorPatience,
  errors,
  maintenancePage,
  rootRouting,
  routing,
  type ErrorCode,
  type ServiceName,
} from '#libs/contracts';
import { requestIdOf, type Readiness, type Service } from '#libs/platform/http';
import type { DoorRules } from './door/door-rules.js';
import { Connections } from './door/connections.js';
import { type Pages } from './pages.js';

/** Answers for all services on one port, as the gateway does when they run apart. */
export class FrontDoor {
  private readonly server: Server;

  constructor(
    private readonly services: ReadonlyMap<ServiceName, Service>,
    private readonly pages: Pages,
    private readonly rules: DoorRules,
  ) {
    const { keepAliveMs, headersMs } = doorPatience;
    this.server = createServer(
      {
        keepAliveTimeout: keepAliveMs,
        headersTimeout: headersMs,
        connectionsCheckingInterval: 5_000,
        requestTimeout: 0,
      },
      (request, response) => this.answer(request, response),
    );
    new Connections(doorPatience).watch(this.server);
  }

  /** @returns the port, which matters when 0 was asked for */
  async listen(port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => this.server.once('error', reject).listen(port, resolve));
    return (this.server.address() as AddressInfo).port;
  }

  /** Takes no new connection; those that are open end with their services. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.server.closeIdleConnections();
    const force = setTimeout(() => this.server.closeAllConnections(), 2_000);
    await closed;
    clearTimeout(force);
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const path = (request.url ?? '/').split('?', 1)[0]!;
    const requestId = (request.headers['x-request-id'] = requestIdOf(request));
    response.setHeader('x-request-id', requestId);
    for (const [name, value] of Object.entries(this.rules.headersFor(request, path))) response.setHeader(name, value);
    if (path === '/healthz') return json(response, 200, { status: 'ok' });
    if (this.rules.isPreflight(request, path))
      return void response.writeHead(204, { 'cache-control': 'no-store' }).end();
    const address = this.rules.addresses.of(request);
    // The services believe this header, as they believe the gateway's.
    request.headers['x-forwarded-for'] = address;
    delete request.headers['x-forwarded-host'];
    if (!this.rules.mayCome(address, path)) return refused(request, response, 'RATE_LIMITED');
    const service = this.serviceOf(path);
    if (this.rules.maintenance.now()) return closed(request, response, path);
    if (service) return service.handle(request, response);
    if (path === '/readyz') return void this.ready(response);
    if (isForPrograms(path) && path !== '/api/v1/openapi.json') return notFound(request, response);
    this.pages.serve(request, response, () => notFound(request, response));
  }

  private serviceOf(path: string): Service | undefined {
    const [, api, version, prefix = ''] = path.split('/');
    const name =
      api === 'api' && version === 'v1' ? (Object.hasOwn(routing, prefix) ? routing[prefix] : undefined) : atRoot(path);
    return name && this.services.get(name);
  }

  /** Ready when every service is; the checks of each under its name. */
  private async ready(response: ServerResponse): Promise<void> {
    const all = await Promise.all(
      [...this.services].map(async ([name, service]) => [name, await service.readiness()] as const),
    );
    const checks: Readiness['checks'] = {};
    for (const [name, readiness] of all)
      for (const [check, result] of Object.entries(readiness.checks)) checks[`${name}.${check}`] = result;
    const status = all.every(([, readiness]) => readiness.status === 'ready') ? 'ready' : 'unready';
    json(response, status === 'ready' ? 200 : 503, { status, checks });
  }
}

function atRoot(path: string): ServiceName | undefined {
  const [, name] = Object.entries(rootRouting).find(([root]) => path === root || path.startsWith(`${root}/`)) ?? [];
  return name;
}

function json(
  response: ServerResponse,
  status: number,
  body: object,
  contentType = 'application/json; charset=utf-8',
): void {
  response.writeHead(status, { 'content-type': contentType, 'cache-control': 'no-store' }).end(JSON.stringify(body));
}

const isForPrograms = (path: string) => /^\/(api|openai|mcp|a2a|\.well-known|metrics)(\/|$)/.test(path);

/** Work goes on behind the door; nobody new comes in. */
function closed(request: IncomingMessage, response: ServerResponse, path: string): void {
  if (isForPrograms(path) || path === '/readyz') return refused(request, response, 'UNAVAILABLE', '60');
  response
    .writeHead(503, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', 'retry-after': '60' })
    .end(maintenancePage);
}

const notFound = (request: IncomingMessage, response: ServerResponse): void => refused(request, response, 'NOT_FOUND');

function refused(request: IncomingMessage, response: ServerResponse, refusal: ErrorCode, retryAfter = '1'): void {
  const requestId = requestIdOf(request);
  const { code } = new AppError(refusal);
  const { status, title, help } = errors[code] as { status: number; title: string; help?: string };
  if (status === 429 || status === 503) response.setHeader('retry-after', retryAfter);
  json(
    response,
    status,
    { type: `urn:aaas:problem:${code}`, title, status, code, requestId, ...(help ? { help } : {}) },
    'application/problem+json',
  );
}
