import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '#libs/contracts';
import type { Caller, In, RouteSpec } from '#libs/contracts';
import { withLogContext } from '../logging/index.js';
import { actorOf, callContext, type CallContext } from '../rpc/index.js';
import { clientAddress } from './client-address.js';
import { HttpContext } from './http-context.js';
import { once } from './idempotency.js';
import type { IdempotencyStore } from './idempotency.port.js';
import { pathOf } from './handle.js';
import { parseInput } from './request-input.js';
import { jsonAnswer, sendJson, sendResult } from './send-answer.js';

/** A route and the method that serves it, bound to its controller. */
export interface ServedRoute {
  route: RouteSpec;
  handle: (caller: Caller | undefined, input: In<RouteSpec>, http: HttpContext) => unknown;
}

/** Decides who may call. */
export interface Guard {
  /** Puts the caller on the request; what it throws refuses him. A promise only where somebody has to be asked. */
  admit(route: RouteSpec, request: FastifyRequest): void | Promise<void>;
}

/** What happens around the work of every request: a trace. Hands on what the work gives or throws. */
export type Around = (request: FastifyRequest, reply: FastifyReply, work: () => Promise<void>) => Promise<void>;

export interface Serving {
  guard?: Guard | undefined;
  around?: Around | undefined;
  idempotency?: IdempotencyStore | undefined;
  /** Tells whoever asked what went wrong. */
  fail: (error: unknown, request: FastifyRequest, reply: FastifyReply) => void;
}

/**
 * Serves each route by Fastify itself: admitted, read, handled and sent by its contract, in one chain of calls. Nest makes the controllers;
 * its own way of a request (guards, interceptors and streams of RxJS around each handler) would cost more than the rest of a small one.
 */
export function serveRoutes(fastify: FastifyInstance, routes: readonly ServedRoute[], serving: Serving): void {
  for (const served of routes) {
    const { method, bodyLimit, texts, raw, failure } = served.route;
    const path = pathOf(served.route);
    fastify.route({
      method,
      url: path,
      config: { bodyLimit, texts, raw, failure, route: path },
      handler: (request, reply) => {
        serve(served, serving, request, reply).catch((error: unknown) => serving.fail(error, request, reply));
      },
    });
  }
}

async function serve(
  served: ServedRoute,
  { guard, around, idempotency }: Serving,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  // `/things/` is not the thing without a name.
  if (Object.values(request.params as object).includes('')) throw new AppError('NOT_FOUND');
  const admitting = guard?.admit(served.route, request);
  if (admitting) await admitting;
  const companyId = request.caller?.companyId;
  const work = () =>
    withLogContext({ requestId: request.id, ...(companyId ? { companyId } : {}) }, () =>
      // Calls to other services carry the request id; each has a deadline of its own.
      callContext.run(contextOf(request), () => answer(served, idempotency, request, reply)),
    );
  return around ? around(request, reply, work) : work();
}

const contextOf = (request: FastifyRequest): CallContext => ({
  requestId: request.id,
  deadline: Number.POSITIVE_INFINITY,
  actor: actorOf(request.caller),
  address: clientAddress(request),
});

async function answer(
  served: ServedRoute,
  idempotency: IdempotencyStore | undefined,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const { route } = served;
  if (!route.idempotent) return sendResult(route, await handled(served, request, reply), request, reply);
  const kept = async () => jsonAnswer(route, await handled(served, request, reply));
  sendJson(await once(idempotency, route, request, kept), request, reply);
}

function handled({ route, handle }: ServedRoute, request: FastifyRequest, reply: FastifyReply): unknown {
  // Deny by default: without a guard that put a caller here, nothing but a public route answers.
  if (!request.caller && route.permission !== 'public') throw new AppError('UNAUTHENTICATED');
  return handle(request.caller, parseInput(route, request), new HttpContext(request, reply));
}
