import type { EventEnvelope } from '#libs/contracts';
import type { Tx } from '#libs/platform/database';

/** An event that its consumer failed at as often as it may. */
export interface BuriedEvent {
  consumer: string;
  event: EventEnvelope;
  error: unknown;
  attempts: number;
}

/** Told of each event that becomes a dead letter, in the transaction that passes over it. A feature extends it and is a provider. */
export abstract class BuriedEvents {
  abstract onBuried(tx: Tx, letter: BuriedEvent): Promise<void>;
}
