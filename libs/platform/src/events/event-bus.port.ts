import type { EventEnvelope, ServiceName } from '#libs/contracts';

/** Carries relayed events to whoever listens. It may lose, repeat and reorder: consumers go by position and catch up by RPC. */
export abstract class EventBus {
  /** @throws when the bus is out of reach; nothing is lost by it. */
  abstract publish(producer: ServiceName, events: readonly EventEnvelope[]): Promise<void>;
  /** Calls `onEvent` for each event from when it resolves. Answers how to stop. Never rejects: a bus out of reach is listened to later. */
  abstract subscribe(producer: ServiceName, onEvent: (event: EventEnvelope) => void): Promise<() => void>;
  abstract close(): Promise<void>;
}
