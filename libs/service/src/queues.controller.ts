import { Controller, Inject, Injectable, type Type } from '@nestjs/common';
import type { RouteSpec, ServiceQueue } from '#libs/contracts';
import { Durable } from '#libs/durable';
import { Handle } from '#libs/platform/http';
import type { Host } from './host.js';

/** Of which service the queue is, and how its hints travel. */
export const queueFacts = Symbol('queue facts');
export interface QueueFacts {
  service: string;
  transport: ServiceQueue['hints']['transport'];
}

export const queueFactsOf = (service: string, { wiring }: Pick<Host, 'wiring'>): QueueFacts => ({
  service,
  transport: wiring.redisUrl === undefined ? 'memory' : 'redis',
});

const iso = (ms: number) => new Date(ms).toISOString();

/** What waits in this service and who works on it: for those who run the platform. Of all companies, so numbers alone. */
@Injectable()
export class QueueState {
  constructor(
    private readonly durable: Durable,
    @Inject(queueFacts) private readonly facts: QueueFacts,
  ) {}

  async read(): Promise<ServiceQueue> {
    const [hints, depth, workers] = await Promise.all([
      this.durable.hints(),
      this.durable.depth(),
      this.durable.workers(),
    ]);
    const { ready, inLine, leased, oldestDueMs, oldestInLineMs } = depth;
    return {
      service: this.facts.service,
      hints: { transport: this.facts.transport, counts: hints ?? null },
      work: { ready, inLine, held: leased, oldestDueMs, oldestInLineMs },
      workers: workers.map(({ id, startedAt, seenAt, capacity, held, serving }) => ({
        id,
        startedAt: iso(startedAt),
        seenAt: iso(seenAt),
        capacity,
        held,
        takes: serving.only || serving.except?.length ? 'some' : 'all',
      })),
    };
  }
}

/** Serves the queue of a service by its route: the same everywhere, under an address of each. */
export function queueController<
  R extends RouteSpec & { responses: { 200: typeof import('#libs/contracts').serviceQueue } },
>(route: R): Type {
  @Controller()
  class QueueController {
    constructor(readonly state: QueueState) {}

    @Handle(route as RouteSpec) read() {
      return this.state.read() as never;
    }
  }
  return QueueController;
}
