import type { PayloadStore } from './payload-store.port.js';

/** Payloads in this process: for tests, and where nothing needs to outlive it. */
export class MemoryPayloadStore implements PayloadStore {
  readonly contents = new Map<string, string>();

  async put(key: string, json: string): Promise<void> {
    this.contents.set(key, json);
  }

  async get(key: string): Promise<string> {
    const json = this.contents.get(key);
    if (json === undefined) throw new Error(`There is no payload ${key}`);
    return json;
  }

  async deleteAll(prefix: string): Promise<void> {
    for (const key of this.contents.keys()) if (key.startsWith(prefix)) this.contents.delete(key);
  }
}
