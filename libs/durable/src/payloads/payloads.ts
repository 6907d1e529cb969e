import { randomBytes } from 'node:crypto';
import { byteLength, encodeJson, limits, refuse } from '../limits.js';
import { Payload } from './payload.js';
import type { PayloadStore } from './payload-store.port.js';

/** How much a run holds already. */
export interface Held {
  inlineBytes: number;
  totalBytes: number;
}

const nothing: Held = { inlineBytes: 0, totalBytes: 0 };

/** Decides where a value lies: in its row, or, when it is large, in the payload store under a key of its company. */
export class Payloads {
  constructor(private readonly store: PayloadStore | undefined) {}

  /** A promise only of what goes to the store. @param what names the value in an error. @throws LIMIT_EXCEEDED */
  encode(
    owner: { id: string; companyId: string },
    value: unknown,
    what: string,
    held = nothing,
  ): Payload | Promise<Payload> {
    const json = encodeJson(value, what);
    const bytes = byteLength(json);
    if (held.totalBytes + bytes > limits.runOutputs)
      refuse('run.outputs.bytes', limits.runOutputs, held.totalBytes + bytes, what);
    const fits = bytes <= limits.inlineOutput && held.inlineBytes + bytes <= limits.inlineRun;
    if (fits || !this.store) return this.inline(json, held, what);
    return this.stored(this.store, `${owner.companyId}/durable/${owner.id}/${randomBytes(16).toString('hex')}`, json);
  }

  private async stored(store: PayloadStore, key: string, json: string): Promise<Payload> {
    await store.put(key, json);
    return new Payload(json, key, byteLength(json));
  }

  /** Without leaving the database: for values that belong to a caller's transaction. @throws LIMIT_EXCEEDED above 4 MiB. */
  inline(json: string, held: Held, what: string): Payload {
    const bytes = byteLength(json);
    if (held.inlineBytes + bytes > limits.inlineRun)
      refuse('run.inline.bytes', limits.inlineRun, held.inlineBytes + bytes, what);
    return new Payload(json, undefined, bytes);
  }

  /** Fetches what is stored elsewhere. */
  async load(payload: Payload): Promise<void> {
    if (payload.json !== undefined || payload.ref === undefined) return;
    if (!this.store) throw new Error('A payload lies in a store, but none is configured');
    payload.json = await this.store.get(payload.ref);
  }
}
