import type { Around, HttpMetrics } from '../http/index.js';
import type { RpcObserver } from '../rpc/index.js';
import { Measurements } from './measurements.js';
import { traceRequests } from './trace-requests.js';
import type { TracingOptions } from './tracing.js';

export interface TelemetryOptions {
  /** Name of the process: a service, or `standalone`. */
  service: string;
  /** OpenTelemetry collector; absent: no tracing, and nothing of it is loaded. */
  endpoint?: string | undefined;
  exporter?: TracingOptions['exporter'];
}

/** What one process shows of itself. */
export interface Telemetry {
  readonly measurements: Measurements;
  httpMetrics(service: string): HttpMetrics;
  rpcObserver(service: string): RpcObserver;
  /** Around the work of every request; undefined while tracing is off. */
  requests(service: string): Around | undefined;
  /** Sends what is left of the traces. */
  close(): Promise<void>;
}

/** Starts measuring, and tracing when there is a collector. Once per process. */
export function startTelemetry({ service, endpoint, exporter }: TelemetryOptions): Telemetry {
  const measurements = new Measurements();
  const stopTracing = endpoint
    ? import('./tracing.js').then(({ startTracing }) =>
        startTracing({ service, endpoint, ...(exporter ? { exporter } : {}) }),
      )
    : undefined;
  return {
    measurements,
    httpMetrics: (name) => measurements.httpOf(name),
    rpcObserver: (name) => measurements.rpcOf(name),
    requests: (name) => (endpoint ? traceRequests(name) : undefined),
    close: async () => (await stopTracing)?.(),
  };
}
