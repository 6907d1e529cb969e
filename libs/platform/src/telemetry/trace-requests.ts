import { context, propagation, SpanKind, trace } from '@opentelemetry/api';
import { toAppError } from '../errors/index.js';
import type { Around } from '../http/index.js';
import { failed } from './trace-context.js';

/** One span per request of a service, under the caller's `traceparent`, named by the route's template. (OpenTelemetry's own does not know Nest 12.) */
export const traceRequests =
  (service: string): Around =>
  async (request, reply, work) => {
    const route = request.routeOptions.url ?? 'unknown';
    const attributes = {
      'http.request.method': request.method,
      'http.route': route,
      'aaas.request_id': request.id,
      'aaas.company_id': request.caller?.companyId,
    };
    const parent = propagation.extract(context.active(), request.headers);
    const span = trace
      .getTracer(service)
      .startSpan(`${request.method} ${route}`, { kind: SpanKind.SERVER, attributes }, parent);
    try {
      await context.with(trace.setSpan(parent, span), work);
      span.setAttribute('http.response.status_code', reply.statusCode);
    } catch (error) {
      const told = toAppError(error);
      span.setAttribute('http.response.status_code', told.status);
      if (told.status >= 500) failed(span, told);
      throw error;
    } finally {
      span.end();
    }
  };
