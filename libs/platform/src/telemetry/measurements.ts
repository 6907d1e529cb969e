import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { HttpMetrics } from '../http/index.js';
import type { RpcObserver } from '../rpc/index.js';

/** Seconds; from a cache hit to a model's answer. */
const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** The Prometheus registry of one process, shared by the services in it. */
export class Measurements {
  readonly registry = new Registry();
  private readonly http = this.histogram('aaas_http_request_duration_seconds', 'Time to answer a request', [
    'service',
    'method',
    'route',
    'status',
  ]);
  private readonly called = this.histogram(
    'aaas_rpc_call_duration_seconds',
    'Time until a call to another service was answered',
    ['service', 'method', 'code'],
  );
  private readonly served = this.histogram(
    'aaas_rpc_serve_duration_seconds',
    'Time to serve a call of another service',
    ['service', 'method', 'code'],
  );
  private readonly dropped = new Counter({
    name: 'aaas_rpc_dropped_total',
    help: 'Calls that expired before anybody took them',
    labelNames: ['service'],
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** Requests of one service, by route template: an id in a path never becomes a label. */
  httpOf(service: string): HttpMetrics {
    return {
      observe: ({ method, route, status, ms }) => this.http.observe({ service, method, route, status }, ms / 1000),
      render: async () => ({ contentType: this.registry.contentType, text: await this.registry.metrics() }),
    };
  }

  rpcOf(service: string): RpcObserver {
    return {
      called: ({ method, code, ms }) => this.called.observe({ service, method, code }, ms / 1000),
      served: ({ method, code, ms }) => this.served.observe({ service, method, code }, ms / 1000),
      dropped: () => this.dropped.inc({ service }),
    };
  }

  /** A value that is read when somebody asks: a queue's length, the age of the oldest due step. A failed read shows none. */
  gauge(name: string, help: string, labels: Record<string, string>, read: () => Promise<number> | number): void {
    const known = this.registry.getSingleMetric(name) as Gauge | undefined;
    const gauge = known ?? new Gauge({ name, help, labelNames: Object.keys(labels), registers: [this.registry] });
    const readers = (readersOf.get(gauge) ?? []).concat(async () => {
      try {
        gauge.set(labels, await read());
      } catch {
        gauge.remove(labels);
      }
    });
    readersOf.set(gauge, readers);
    Object.assign(gauge, { collect: () => Promise.all(readers.map((each) => each())) });
  }

  /** Something that is counted, by labels whose values are few. The same name is the same counter. */
  counter<L extends string>(name: string, help: string, labelNames: readonly L[]): (labels: Record<L, string>) => void {
    const known = this.registry.getSingleMetric(name) as Counter<L> | undefined;
    const counter = known ?? new Counter({ name, help, labelNames: [...labelNames], registers: [this.registry] });
    return (labels) => counter.inc(labels);
  }

  private histogram<L extends string>(name: string, help: string, labelNames: L[]): Histogram<L> {
    return new Histogram({ name, help, labelNames, buckets, registers: [this.registry] });
  }
}

/** Services in one process share a gauge, each under labels of its own. */
const readersOf = new WeakMap<Gauge, Array<() => Promise<void>>>();
