import { Injectable } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, lastValueFrom } from 'rxjs';
import type { Observable } from 'rxjs';
import type { RouteSpec } from '#libs/contracts';
import { withLogContext } from '../logging/index.js';
import { actorOf, callContext } from '../rpc/index.js';
import { once } from './idempotency.js';
import type { IdempotencyStore } from './idempotency.port.js';
import { routeOf } from './handle.js';
import { jsonAnswer, sendJson, sendResult } from './send-answer.js';

/** Runs a handler in the context of its request and sends what it returns in the shape of its contract. */
@Injectable()
export class ContractInterceptor implements NestInterceptor {
  constructor(private readonly idempotency: IdempotencyStore | undefined) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const route = routeOf(context.getHandler());
    if (!route) return next.handle();
    const http = context.switchToHttp();
    return from(this.serve(route, http.getRequest(), http.getResponse(), next));
  }

  private serve(route: RouteSpec, request: FastifyRequest, reply: FastifyReply, next: CallHandler): Promise<void> {
    const companyId = request.caller?.companyId;
    return withLogContext({ requestId: request.id, ...(companyId ? { companyId } : {}) }, () =>
      // Calls to other services carry the request id; each has a deadline of its own.
      callContext.run(
        {
          requestId: request.id,
          deadline: Number.POSITIVE_INFINITY,
          actor: actorOf(request.caller),
          address: request.ip,
        },
        () => this.answer(route, request, reply, next),
      ),
    );
  }

  private async answer(
    route: RouteSpec,
    request: FastifyRequest,
    reply: FastifyReply,
    next: CallHandler,
  ): Promise<void> {
    const work = () => lastValueFrom(next.handle(), { defaultValue: undefined }) as Promise<unknown>;
    if (!route.idempotent) return sendResult(route, await work(), request, reply);
    sendJson(await once(this.idempotency, route, request, async () => jsonAnswer(route, await work())), request, reply);
  }
}
