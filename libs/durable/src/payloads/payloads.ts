import { randomBytes } from 'node:crypto';
import { byteLength, encodeJson, limits, refuse } from '../limits.js';
import { payloadFolder } from '../retention.js';
import { Payload } from './payload.js';
import type { PayloadStore } from './payload-store.port.js';

/** How much a run holds already. */
export interface Held {
  inlineBytes: number;
  totalBytes: number;
}

const nothing: Held = { inlineBytes: 0, totalBytes: 0 };

/** The payload store took nothing: no fault of the step, so its run is left for later. */
export class PayloadsUnavailable extends Error {
  constructor(cause: unknown) {
    super('A payload could not be stored', { cause });
  }
}

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
    return this.stored(owner, json, bytes);
  }

  private async stored(owner: { id: string; companyId: string }, json: string, bytes: number): Promise<Payload> {
    return new Payload(json, await this.put(owner, json), bytes);
  }

  /**
   * A state that is too large for its row, over the one before it. Its seq lies within, so that one whose commit failed is not taken for
   * that of the row. @returns its key; undefined when it could not be stored
   */
  async putSnapshot(owner: { id: string; companyId: string }, seq: number, state: string): Promise<string | undefined> {
    const key = `${payloadFolder(owner.companyId, owner.id)}snapshot`;
    return this.store?.put(key, `${seq}\n${state}`).then(
      () => key,
      () => undefined,
    );
  }

  /** Undefined when it is not the one of this seq. */
  async getSnapshot(key: string, seq: number): Promise<string | undefined> {
    const text = await this.store?.get(key).catch(() => undefined);
    return text?.startsWith(`${seq}\n`) ? text.slice(`${seq}\n`.length) : undefined;
  }

  private async put(owner: { id: string; companyId: string }, json: string): Promise<string> {
    if (!this.store) throw new Error('No payload store is configured');
    const key = `${payloadFolder(owner.companyId, owner.id)}${randomBytes(16).toString('hex')}`;
    await this.store.put(key, json).catch((cause: unknown) => {
      throw new PayloadsUnavailable(cause);
    });
    return key;
  }

  /** Without leaving the database: for values that belong to a caller's transaction. @throws LIMIT_EXCEEDED above 4 MiB. */
  inline(json: string, held: Held, what: string): Payload {
    const bytes = byteLength(json);
    if (held.inlineBytes + bytes > limits.inlineRun)
      refuse('run.inline.bytes', limits.inlineRun, held.inlineBytes + bytes, what);
    return new Payload(json, undefined, bytes);
  }

  private async get(key: string): Promise<string> {
    if (!this.store) throw new Error('A payload lies in a store, but none is configured');
    return this.store.get(key);
  }

  /** Fetches what is stored elsewhere. */
  async load(payload: Payload): Promise<void> {
    if (payload.json !== undefined || payload.ref === undefined) return;
    payload.json = await this.get(payload.ref);
  }
}
