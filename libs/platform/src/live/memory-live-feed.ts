import { AsyncResource } from 'node:async_hooks';
import { LiveFeed } from './live-feed.port.js';

/** Words within one process. */
export class MemoryLiveFeed extends LiveFeed {
  private readonly byTopic = new Map<string, Set<(words: unknown) => void>>();

  publish(topic: string, words: unknown): void {
    const listeners = this.byTopic.get(topic);
    if (!listeners) return;
    // Through JSON, so that nobody holds what another one changes.
    const text = JSON.stringify(words);
    setImmediate(() => {
      for (const listener of [...listeners]) listener(JSON.parse(text));
    });
  }

  subscribe(topic: string, onWords: (words: unknown) => void): Promise<() => void> {
    // A fresh function, so that one listener may subscribe twice; bound, so that it leaves the publisher's transaction and trace.
    const listener = AsyncResource.bind((words: unknown) => onWords(words));
    const listeners = this.byTopic.get(topic) ?? new Set();
    this.byTopic.set(topic, listeners.add(listener));
    return Promise.resolve(() => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.byTopic.get(topic) === listeners) this.byTopic.delete(topic);
    });
  }

  async close(): Promise<void> {
    this.byTopic.clear();
  }
}
