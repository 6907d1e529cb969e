import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { KeptAnswers, mostCompared } from './kept-answers.js';
import { cosine, fromText } from './vectors.js';

interface Meaning {
  id: string;
  vector: Float32Array;
}

/** How late an answer that another replica kept is compared with, ms. */
const rereadAfterMs = 10_000;
/** Kinds of requests whose meanings lie in memory: at 200 vectors of 6 KB, about 1 MB each at most. */
const mostKinds = 50;

/** What the last messages of kept answers mean, in memory. What was deleted may be found here, but its answer is not there any more. */
@Injectable()
export class Meanings {
  private readonly kinds: LRUCache<string, Meaning[]>;

  constructor(private readonly answers: KeptAnswers) {
    this.kinds = new LRUCache({ max: mostKinds, ttl: rereadAfterMs });
  }

  /** The kept answer whose question means most nearly the same, if it does so by at least the threshold. */
  async nearest(companyId: string, rest: string, vector: Float32Array, threshold: number): Promise<string | undefined> {
    let best: { id: string; likeness: number } | undefined;
    for (const known of await this.ofKind(companyId, rest)) {
      const likeness = cosine(vector, known.vector);
      if (likeness >= threshold && likeness > (best?.likeness ?? 0)) best = { id: known.id, likeness };
    }
    return best?.id;
  }

  /** One that was kept just now. */
  add(companyId: string, rest: string, meaning: Meaning): void {
    const kind = this.kinds.get(keyOf(companyId, rest));
    if (!kind) return;
    const others = kind.filter(({ id }) => id !== meaning.id);
    this.kinds.set(keyOf(companyId, rest), [meaning, ...others].slice(0, mostCompared), { noUpdateTTL: true });
  }

  private async ofKind(companyId: string, rest: string): Promise<Meaning[]> {
    const key = keyOf(companyId, rest);
    const known = this.kinds.get(key);
    if (known) return known;
    const rows = await this.answers.alike(companyId, rest);
    const read = rows.map(({ id, vector }) => ({ id, vector: fromText(vector) }));
    this.kinds.set(key, read);
    return read;
  }
}

const keyOf = (companyId: string, rest: string) => `${companyId} ${rest}`;
