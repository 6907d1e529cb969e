import type { AiUsage } from '#libs/contracts';
import { sumOf } from '../completions/spent.js';

/** What several calls for one answer used together. The model is that of the last, the time that on the clock. */
export class Spent {
  private readonly started = performance.now();
  private readonly calls: AiUsage[] = [];

  add(usage: AiUsage): void {
    this.calls.push(usage);
  }

  get isEmpty(): boolean {
    return this.calls.length === 0;
  }

  /** Nothing had to be asked. */
  addNothing({ id }: { id: string }): void {
    const provider = id.slice(0, id.indexOf('/'));
    this.add({ inputTokens: 0, outputTokens: 0, costMicros: 0, model: id, provider, ms: 0 });
  }

  /** @throws Error when nothing was asked at all */
  get sum(): AiUsage {
    if (this.isEmpty) throw new Error('nothing was asked');
    return { ...sumOf(this.calls), ms: Math.round(performance.now() - this.started) };
  }
}
