import type { AiUsage } from '#libs/contracts';

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
    const last = this.calls.at(-1);
    if (!last) throw new Error('nothing was asked');
    const total = (name: 'inputTokens' | 'outputTokens' | 'costMicros') =>
      this.calls.reduce((sum, usage) => sum + usage[name], 0);
    return {
      ...last,
      inputTokens: total('inputTokens'),
      outputTokens: total('outputTokens'),
      costMicros: total('costMicros'),
      ms: Math.round(performance.now() - this.started),
    };
  }
}
