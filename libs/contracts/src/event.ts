import type { z } from 'zod';
import type { ServiceName } from './rpc.js';

/** A fact that left a service, in the past tense and versioned: `run.succeeded.v1`. Published through the outbox, at least once. */
export interface EventSpec {
  type: string;
  producer: ServiceName;
  data: z.ZodType;
}

export const event = <const T extends EventSpec>(spec: T): T => spec;
export type EventData<E extends EventSpec> = z.output<E['data']>;

/** How an event travels. `position` is dense per producer. */
export interface EventEnvelope<T = unknown> {
  id: string;
  type: string;
  producer: ServiceName;
  position: number;
  companyId: string;
  at: string;
  data: T;
  trace?: string;
}
