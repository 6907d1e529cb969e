import type { EventEnvelope, ServiceName } from '#libs/contracts';

/** Carries relayed events to whoever listens. It may lose, repeat and reorder: consumers go by position and catch up by RPC. */
export abstract class EventBus {
  /** @throws when the bus is out of reach; nothing is lost by it. */
  abstract publish(producer: ServiceName, events: readonly EventEnvelope[]): Promise<void>;
  /** Calls `onEvent` for each event from now on. Answers how to stop. */
  abstract subscribe(producer: ServiceName, onEvent: (event: EventEnvelope) => void): () => void;
  abstract close(): Promise<void>;
}
