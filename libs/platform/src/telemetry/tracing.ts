import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import type { SpanExporter } from '@opentelemetry/sdk-trace-node';
import { ATTR_SERVICE_NAME } from '@opentelemetry/semantic-conventions';

export interface TracingOptions {
  service: string;
  /** Address of an OpenTelemetry collector: `http://collector:4318`. */
  endpoint: string;
  /** Instead of the collector; for tests. */
  exporter?: SpanExporter;
}

/** Starts to record and export spans, for the whole process. @returns what sends the rest and stops. */
export function startTracing({ service, endpoint, exporter }: TracingOptions): () => Promise<void> {
  const to = exporter ?? new OTLPTraceExporter({ url: `${endpoint.replace(/\/+$/, '')}/v1/traces` });
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ [ATTR_SERVICE_NAME]: `aaas-${service}` }),
    spanProcessors: [new BatchSpanProcessor(to)],
  });
  provider.register();
  return () => provider.shutdown();
}
