import { context, propagation, SpanKind, trace } from '@opentelemetry/api';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Observable } from 'rxjs';
import { toAppError } from '../errors/index.js';
import { failed } from './trace-context.js';

/** One span per request, under the caller's `traceparent`, named by the route's template. (OpenTelemetry's own does not know Nest 12.) */
export class TraceInterceptor implements NestInterceptor {
  constructor(private readonly service: string) {}

  intercept(execution: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = execution.switchToHttp().getRequest<FastifyRequest>();
    const reply = execution.switchToHttp().getResponse<FastifyReply>();
    const route = request.routeOptions.url ?? 'unknown';
    const attributes = {
      'http.request.method': request.method,
      'http.route': route,
      'aaas.request_id': request.id,
      'aaas.company_id': request.caller?.companyId,
    };
    const parent = propagation.extract(context.active(), request.headers);
    const span = trace
      .getTracer(this.service)
      .startSpan(`${request.method} ${route}`, { kind: SpanKind.SERVER, attributes }, parent);
    const finish = (error?: unknown) => {
      const status = error === undefined ? reply.statusCode : toAppError(error).status;
      span.setAttribute('http.response.status_code', status);
      if (error !== undefined && status >= 500) failed(span, toAppError(error));
      span.end();
    };
    return new Observable((subscriber) =>
      context.with(trace.setSpan(parent, span), () =>
        next.handle().subscribe({
          next: (value) => subscriber.next(value),
          error: (error: unknown) => {
            finish(error);
            subscriber.error(error);
          },
          complete: () => {
            finish();
            subscriber.complete();
          },
        }),
      ),
    );
  }
}
