import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { aiRpc, type Caller } from '#libs/contracts';
import { RpcClient } from '#libs/platform/rpc';
import type { IndexPlace } from '../index/index-spec.js';
import { PassageReader } from '../index/passage-reader.js';

/** Of one request. */
const most = { texts: 96, chars: 150_000 };

export interface Wanted {
  hash: string;
  text: string;
}

/** Of what a vector is made: the same text has the same vector. */
export const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64url');

const callerOf = (companyId: string): Caller => ({ kind: 'service', companyId, role: 'operator' });

/** Vectors by the ai service. What the index knows already is not asked for again. */
@Injectable()
export class Embedder {
  constructor(
    private readonly rpc: RpcClient,
    private readonly reader: PassageReader,
  ) {}

  /**
   * By the hash of the text. Of an index without a model none.
   * @param key under which a repeat finds the first answer
   */
  async vectors(
    place: IndexPlace,
    wanted: readonly Wanted[],
    { key, signal, told }: { key: string; signal: AbortSignal; told?: (done: number) => void },
  ): Promise<ReadonlyMap<string, number[]>> {
    const { model } = place.index;
    if (model === null) return new Map();
    const texts = new Map(wanted.map(({ hash, text }) => [hash, text]));
    const known = await this.reader.vectors(place, [...texts.keys()]);
    const missing = [...texts].filter(([hash]) => !known.has(hash));
    for (const batch of batchesOf(missing)) {
      const request = { texts: batch.map(([, text]) => text), model };
      const asked = { key: hashOf(JSON.stringify([key, place.index.id, batch.map(([hash]) => hash)])), request };
      const { vectors } = await this.rpc.call(aiRpc.embed, asked, { caller: callerOf(place.companyId), signal });
      batch.forEach(([hash], index) => known.set(hash, vectors[index]!));
      told?.(known.size);
    }
    return known;
  }

  /** Of a question. */
  async vectorOf(place: IndexPlace, text: string, signal?: AbortSignal): Promise<number[] | undefined> {
    const { model } = place.index;
    if (model === null) return undefined;
    const asked = { request: { texts: [text], model } };
    const options = { caller: callerOf(place.companyId), ...(signal ? { signal } : {}) };
    return (await this.rpc.call(aiRpc.embed, asked, options)).vectors[0];
  }
}

function* batchesOf(entries: readonly [string, string][]): Generator<[string, string][]> {
  let batch: [string, string][] = [];
  let chars = 0;
  for (const entry of entries) {
    if (batch.length >= most.texts || (batch.length > 0 && chars + entry[1].length > most.chars)) {
      yield batch;
      [batch, chars] = [[], 0];
    }
    batch.push(entry);
    chars += entry[1].length;
  }
  if (batch.length > 0) yield batch;
}
