import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Attributes, Context, Span } from '@opentelemetry/api';

const tracer = () => trace.getTracer('aaas');

/** The W3C `traceparent` of the work at hand, to be kept with what goes on later (a wake-up, an outbox row). Undefined when tracing is off. */
export function currentTrace(): string | undefined {
  const carrier: { traceparent?: string } = {};
  propagation.inject(context.active(), carrier);
  return carrier.traceparent;
}

export interface SpanOptions {
  kind?: SpanKind;
  /** Never values that a person typed: spans leave the platform. */
  attributes?: Attributes;
}

/** Goes on with a trace: runs `work` as a span under `traceparent` (a new trace without one). Its error marks the span and is thrown on. */
export const withTrace = <T>(
  traceparent: string | undefined,
  name: string,
  work: (span: Span) => Promise<T> | T,
  options: SpanOptions = {},
): Promise<T> => inSpan(propagation.extract(context.active(), traceparent ? { traceparent } : {}), name, work, options);

/** A span under the active one. */
export const withSpan = <T>(name: string, work: (span: Span) => Promise<T>, options: SpanOptions = {}): Promise<T> =>
  inSpan(context.active(), name, work, options);

function inSpan<T>(
  parent: Context,
  name: string,
  work: (span: Span) => Promise<T> | T,
  { kind = SpanKind.INTERNAL, attributes = {} }: SpanOptions,
): Promise<T> {
  return tracer().startActiveSpan(name, { kind, attributes }, parent, async (span) => {
    try {
      return await work(span);
    } catch (error) {
      failed(span, error);
      throw error;
    } finally {
      span.end();
    }
  });
}

/** Marks a span by the error's code alone: messages may quote what a person typed. */
export function failed(span: Span, error: unknown): void {
  const code = (error as { code?: unknown } | null)?.code;
  span.setStatus({ code: SpanStatusCode.ERROR, message: typeof code === 'string' ? code : 'INTERNAL' });
}
