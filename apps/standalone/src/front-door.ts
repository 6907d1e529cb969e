import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppError, errors, rootRouting, routing, type ServiceName } from '#libs/contracts';
import { requestIdOf, type Readiness, type Service } from '#libs/platform/http';
import { setSecurityHeaders } from './security-headers.js';
import { type Pages } from './pages.js';

/** Answers for all services on one port, as the gateway does when they run apart. */
export class FrontDoor {
  private readonly server: Server;

  constructor(
    private readonly services: ReadonlyMap<ServiceName, Service>,
    private readonly pages: Pages,
  ) {
    this.server = createServer(
      { keepAliveTimeout: 75_000, headersTimeout: 80_000, requestTimeout: 0 },
      (request, response) => this.answer(request, response),
    );
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
    setSecurityHeaders(response, path);
    const service = this.serviceOf(path);
    if (service) return service.handle(request, response);
    if (path === '/healthz') return json(response, 200, { status: 'alive' });
    if (path === '/readyz') return void this.ready(response);
    if (/^\/(api|openai|mcp|\.well-known|metrics)(\/|$)/.test(path) && path !== '/api/v1/openapi.json')
      return notFound(request, response);
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

function notFound(request: IncomingMessage, response: ServerResponse): void {
  const requestId = requestIdOf(request);
  const { code } = new AppError('NOT_FOUND');
  const { status, title } = errors[code];
  response.setHeader('x-request-id', requestId);
  json(
    response,
    status,
    { type: `urn:aaas:problem:${code}`, title, status, code, requestId },
    'application/problem+json',
  );
}
