import { AsyncResource } from 'node:async_hooks';
import type { EventEnvelope, ServiceName } from '#libs/contracts';
import { EventBus } from './event-bus.port.js';

/** Events within one process. Each listener gets its own copy, as it would over a network. */
export class MemoryEventBus extends EventBus {
  private readonly listeners = new Map<ServiceName, Set<(text: string) => void>>();

  async publish(producer: ServiceName, events: readonly EventEnvelope[]): Promise<void> {
    const texts = events.map((event) => JSON.stringify(event));
    const listeners = [...(this.listeners.get(producer) ?? [])];
    setImmediate(() => {
      for (const listener of listeners) texts.forEach((text) => listener(text));
    });
  }

  async subscribe(producer: ServiceName, onEvent: (event: EventEnvelope) => void): Promise<() => void> {
    const listeners = this.listeners.get(producer) ?? new Set();
    const listener = AsyncResource.bind((text: string) => onEvent(JSON.parse(text) as EventEnvelope));
    this.listeners.set(producer, listeners.add(listener));
    return () => void listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.listeners.clear();
  }
}
