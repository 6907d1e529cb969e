import { AsyncResource } from 'node:async_hooks';
import { Listeners } from './listeners.js';
import { LiveBus } from './live-bus.port.js';

/** Hints within one process. */
export class MemoryLiveBus extends LiveBus {
  private readonly listeners = new Listeners();

  publish(object: string, seq: number): void {
    setImmediate(() => this.listeners.tell(object, seq));
  }

  subscribe(object: string, onHint: (seq: number) => void): () => void {
    // A fresh function, so that one listener may subscribe twice; bound, so that it leaves the publisher's transaction and trace.
    const listener = AsyncResource.bind((seq: number) => onHint(seq));
    this.listeners.add(object, listener);
    return () => void this.listeners.remove(object, listener);
  }

  async close(): Promise<void> {
    this.listeners.clear();
  }
}
