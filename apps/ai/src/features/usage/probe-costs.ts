import { Injectable } from '@nestjs/common';
import type { CompletionPart, TokenCount } from '#libs/catalog/providers/defs';
import type { Caller } from '#libs/contracts';
import type { Asking } from '../calls/asking.js';
import type { AnyProvider, Target } from '../models/connected-provider.js';
import { UsageService } from './usage.service.js';

type Payer = Pick<Asking, 'caller' | 'signal'>;

/** Whose account a sample call is made on, when no person asks for it. */
export const payerOf = (companyId: string): Caller => ({ kind: 'service', companyId, role: 'operator' });

/** Sample calls: the test button, and finding out what a model can. They are nobody's question, but are paid for, and so they show. */
@Injectable()
export class ProbeCosts {
  constructor(private readonly usage: UsageService) {}

  /** Does something with a provider; every answer that it gave, also before it failed in the end, is written down. */
  async of<T>({ caller, signal }: Payer, target: Target, work: (provider: AnyProvider) => Promise<T>): Promise<T> {
    const paid: { tokens: TokenCount; ms: number }[] = [];
    const provider = metered(target.connected.provider, (tokens, ms) => paid.push({ tokens, ms }));
    try {
      return await work(provider);
    } finally {
      const asking: Asking = { caller, task: 'probe', origin: {}, signal };
      // What was found out must not be lost because it could not be written down what it cost.
      for (const { tokens, ms } of paid) await this.usage.record(asking, target, tokens, ms).catch(() => undefined);
    }
  }
}

/** The same provider, which tells what each of its answers used. */
const metered = (provider: AnyProvider, told: (tokens: TokenCount, ms: number) => void): AnyProvider => ({
  ...provider,
  async *stream(request, call): AsyncGenerator<CompletionPart, void, void> {
    const started = performance.now();
    for await (const part of provider.stream(request, call)) {
      if (part.type === 'end') told(part.tokens, Math.round(performance.now() - started));
      yield part;
    }
  },
});
