import type { EventEnvelope, EventSpec } from '#libs/contracts';
import type { Tx } from '#libs/platform/database';
import type { z } from 'zod';

/** The envelope of each event in the list, told apart by `type`. */
export type EnvelopeOf<E extends EventSpec> = E extends EventSpec
  ? Omit<EventEnvelope<z.output<E['data']>>, 'type'> & { type: E['type'] }
  : never;

/**
 * Reacts to events of one producer, in their order, each exactly once: the position is stored in the transaction of the
 * effect. A feature extends it and names it among its module's providers.
 */
export abstract class EventConsumer<E extends EventSpec = EventSpec> {
  /** Unique in the service, and never changed: the position is kept under it. */
  abstract readonly name: string;
  /** All of one producer. */
  abstract readonly events: readonly E[];

  /** Asked before, outside the transaction: false passes the event over without one. Must not be false when `handle` would do something. */
  concerns?(event: EnvelopeOf<E>): Promise<boolean>;

  /** Writes the effect with `tx` alone; it may run again when the transaction was rolled back. An error repeats it, later as a dead letter. */
  abstract handle(tx: Tx, event: EnvelopeOf<E>): Promise<void>;

  /** Events were missed for good (the consumer is new, or was away for over a week): re-read the current state by RPC. */
  async resync(): Promise<void> {}
}
