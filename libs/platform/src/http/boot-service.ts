import { setTimeout as sleep } from 'node:timers/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError, openApiDocument } from '#libs/contracts';
import type { Caller, RouteSpec } from '#libs/contracts';
import { ProblemFilter } from '../errors/index.js';
import { NestLogger } from '../logging/index.js';
import type { Logger } from '../logging/index.js';
import { clientAddress } from './client-address.js';
import { acceptJson } from './body-parser.js';
import { readinessOf } from './health.js';
import type { Probe, Readiness } from './health.js';
import type { IdempotencyStore } from './idempotency.port.js';
import { requestIdOf } from './request-id.js';
import { RouteTable } from './route-table.js';
import { serveRoutes, type Around, type Guard } from './serve-routes.js';
import { stopListening, type CloseOptions } from './stop-listening.js';
import { Traffic } from './traffic.js';

/** A request of somebody who may not do it. */
export interface Refusal {
  caller: Caller;
  method: string;
  /** As the contract writes it: `/api/v1/members/:id`. */
  route: string;
  address: string;
  requestId: string;
  detail: string;
}

/** What the parts of an application contribute to its face, taken from its container after it is made. */
export interface ServiceParts {
  /** Decides who may call; without one, boot fails unless every route is public. */
  guard?: Guard | undefined;
  /** By name, for `/readyz`. */
  probes?: Readonly<Record<string, Probe>>;
  idempotency?: IdempotencyStore | undefined;
  /** Around the work of every request: tracing. */
  around?: Around | undefined;
  /** Told of each request of somebody known that was refused for want of a permission. */
  onRefused?: ((refusal: Refusal) => void) | undefined;
}

/** Where measurements go; `platform/telemetry` has one. */
export interface HttpMetrics {
  observe(request: { method: string; route: string; status: number; ms: number }): void;
  /** Prometheus text and its content type. */
  render(): Promise<{ contentType: string; text: string }>;
}

export interface ServiceOptions {
  service: string;
  module: Type | DynamicModule;
  /** The contract: every one of them must have a handler, and OpenAPI is made from them. */
  routes: Readonly<Record<string, RouteSpec>>;
  logger: Logger;
  /** False for a worker: health and metrics only. */
  api?: boolean;
  parts?: (app: NestFastifyApplication) => ServiceParts;
  metrics?: HttpMetrics | undefined;
  /** Whether `X-Forwarded-For` counts: only behind a gateway of ours. */
  trustProxy?: boolean;
}

/** One service, ready to answer but not listening. */
export interface Service {
  readonly name: string;
  readonly app: NestFastifyApplication;
  readonly fastify: FastifyInstance;
  /** Answers one request, for a front door that listens for several services. */
  handle(request: IncomingMessage, response: ServerResponse): void;
  readiness(): Promise<Readiness>;
  /** @returns the address. */
  listen(port: number, host?: string): Promise<string>;
  /** Unready at once; then streams end, requests at work are waited for, and everything closes. */
  close(options?: CloseOptions): Promise<void>;
}

const adapterOf = (trustProxy: boolean, filter: ProblemFilter) =>
  new FastifyAdapter({
    logger: false,
    trustProxy,
    bodyLimit: 1024 * 1024,
    genReqId: requestIdOf,
    requestIdHeader: false,
    exposeHeadRoutes: false,
    // The longest are tokens of callbacks, which hold the path of a step.
    routerOptions: { maxParamLength: 800 },
    keepAliveTimeout: 75_000,
    forceCloseConnections: 'idle',
    // What comes on a connection that is still open is answered; it is told that no more should come.
    return503OnClosing: false,
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) =>
      filter.answer(error, request, reply),
  } as never);

/**
 * Makes the Nest application of one service with everything around its controllers: parsing, guard, problem documents, request
 * ids, health, metrics, OpenAPI.
 * @throws Error when a controller method declares no policy, a route of the contract has no handler, or a guard is needed and missing.
 */
export async function bootService(options: ServiceOptions): Promise<Service> {
  const {
    service,
    module,
    routes,
    logger,
    api = true,
    parts = (): ServiceParts => ({}),
    metrics,
    trustProxy = false,
  } = options;
  const filter = new ProblemFilter(logger);
  const adapter = adapterOf(trustProxy, filter);
  const fastify = adapter.getInstance<FastifyInstance>();
  const traffic = new Traffic();
  prepare(fastify, traffic, api, metrics);
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: new NestLogger(logger),
    bodyParser: false,
    abortOnError: false,
  });
  const { guard, probes = {}, idempotency, around, onRefused } = parts(app);
  if (onRefused) filter.onForbidden = (request, error) => tellRefusal(request, error, onRefused);
  const table = RouteTable.of(app, Object.values(routes));
  filter.methodsOf = (path) => table.methodsOf(path);
  if (!guard && table.served.some(({ route }) => route.permission !== 'public'))
    throw new Error(`${service} has routes that are not public and no guard`);
  app.useGlobalFilters(filter);
  const fail = filter.answer.bind(filter);
  serveRoutes(fastify, table.served, { guard, around, idempotency, fail });

  let leaving = false;
  const readiness = async (): Promise<Readiness> =>
    leaving ? { status: 'unready', checks: { shutdown: { ok: false, detail: 'shutting down' } } } : readinessOf(probes);
  serveOperations(fastify, service, routes, readiness, metrics);
  await app.init();
  await fastify.ready();
  return {
    name: service,
    app,
    fastify,
    handle: (request, response) => fastify.routing(request, response),
    readiness,
    listen: (port, host = '0.0.0.0') => fastify.listen({ port, host }),
    async close({ drainMs = 30_000, noticeMs = 0, keptMs = 0 } = {}) {
      if (leaving) return;
      leaving = true;
      traffic.leave();
      if (noticeMs > 0) await sleep(noticeMs);
      // Whoever connects from here on is sent to another replica.
      const unused = stopListening(fastify.server, keptMs);
      traffic.end();
      await unused;
      const cut = await traffic.drain(drainMs);
      if (cut > 0) logger.warn({ cut }, 'shut down with requests at work');
      // Whoever connected and never asked would be waited for otherwise.
      fastify.server.closeAllConnections();
      await app.close();
    },
  };
}

function tellRefusal(request: FastifyRequest, error: AppError, tell: (refusal: Refusal) => void): void {
  const caller = request.caller ?? request.refused;
  const { route } = request.routeOptions.config;
  if (caller && route)
    tell({
      caller,
      method: request.method,
      route,
      address: clientAddress(request),
      requestId: request.id,
      detail: error.details.detail ?? error.message,
    });
}

/** What surrounds every request, before Nest adds its own. */
function prepare(fastify: FastifyInstance, traffic: Traffic, api: boolean, metrics: HttpMetrics | undefined): void {
  acceptJson(fastify);
  fastify.addHook('onRoute', (route) => {
    const limit = route.config?.bodyLimit;
    if (limit) route.bodyLimit = limit;
  });
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id).header('x-content-type-options', 'nosniff');
    done(api || request.routeOptions.config.operation ? undefined : new AppError('NOT_FOUND'));
  });
  traffic.watch(fastify);
  if (!metrics) return;
  fastify.addHook('onResponse', (request, reply, done) => {
    const route =
      request.routeOptions.config.route ??
      (request.routeOptions.config.operation ? request.routeOptions.url : undefined) ??
      'unknown';
    metrics.observe({ method: request.method, route, status: reply.statusCode, ms: reply.elapsedTime });
    done();
  });
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Health, metrics, documents: answered by workers too. */
    operation?: boolean;
  }
}

/** Routes of the operator, outside the contract. */
function serveOperations(
  fastify: FastifyInstance,
  service: string,
  routes: Readonly<Record<string, RouteSpec>>,
  readiness: () => Promise<Readiness>,
  metrics: HttpMetrics | undefined,
): void {
  const operation = { config: { operation: true } };
  fastify.get('/healthz', operation, () => ({ status: 'alive', service }));
  fastify.get('/readyz', operation, async (_, reply) => {
    const state = await readiness();
    return reply
      .status(state.status === 'ready' ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ ...state, service });
  });
  if (metrics) {
    fastify.get('/metrics', operation, async (_, reply) => {
      const { contentType, text } = await metrics.render();
      return reply.type(contentType).send(text);
    });
  }
  let document: string | undefined;
  fastify.get(`/api/v1/${service}/openapi.json`, operation, (_, reply) => {
    document ??= JSON.stringify(openApiDocument(routes, { title: `AaaS ${service}`, version: 'v1' }));
    return reply.type('application/json; charset=utf-8').send(document);
  });
}
