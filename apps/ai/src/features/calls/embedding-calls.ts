import { Injectable } from '@nestjs/common';
import { AppError, type AiUsage, type GuardPolicyPart } from '#libs/contracts';
import { BudgetShares } from '../budgets/budget-shares.js';
import { guessTokens } from '../estimates/guess-tokens.js';
import { TextGuard } from '../guardrails/text-guard.js';
import { ModelRouter, type Target } from '../models/model-router.js';
import type { Asking } from './asking.js';
import type { ProviderPart } from './attempt.js';
import { tokensOfLength } from './estimate.js';
import { Routing } from './routing.js';

/** One for each text, in their order. */
export interface Vectors {
  vectors: number[][];
  usage: AiUsage;
}

/** Texts that vectors are wanted of. */
export interface Embedding {
  texts: readonly string[];
  /** A model for embeddings; the company's when absent. */
  wanted?: string | undefined;
  /** Of this call: makes the guardrails stricter. */
  guardrails?: GuardPolicyPart | undefined;
  /** They come out of a call that was judged already. */
  isJudged?: boolean;
}

/** Vectors of texts, by the first model that answers: past guardrails and budgets as every call. */
@Injectable()
export class EmbeddingCalls {
  constructor(
    private readonly router: ModelRouter,
    private readonly guard: TextGuard,
    private readonly shares: BudgetShares,
    private readonly routing: Routing,
  ) {}

  /** One vector for each text, in their order. @throws MODEL_NOT_FOUND, GUARDRAIL_BLOCKED, BUDGET_EXCEEDED, BUDGET_APPROVAL_NEEDED; as `Routing.through` */
  async embed(asking: Asking, { texts, wanted, guardrails, isJudged = false }: Embedding): Promise<Vectors> {
    const targets = await this.router.resolveAll(asking.caller.companyId, wanted, { embeddings: true });
    const entered = isJudged ? { texts } : await this.guard.enter({ asking, texts, guardrails, isUnread: true });
    const inputTokens = entered.texts.reduce((sum, text) => sum + guessTokens(text), 0);
    const use = { inputTokens, outputTokens: 0 };
    const share = await this.shares.hold({ asking, target: () => targets[0], use, isFixed: true });
    try {
      return await this.ask(asking, targets, entered.texts);
    } finally {
      await share?.end();
    }
  }

  private async ask(asking: Asking, targets: readonly Target[], texts: readonly string[]): Promise<Vectors> {
    const tokens = () => texts.reduce((sum, text) => sum + tokensOfLength(text.length), 0);
    const parts = this.routing.through({
      asking,
      targets: () => Promise.resolve(targets),
      source: (target, { signal }) => vectorsOf(target, texts, signal),
      tokens: { sent: tokens, expected: tokens },
      whole: false,
      notes: {},
    });
    let vectors: number[][] | undefined;
    for await (const part of parts) {
      if (part.type === 'vectors') ({ vectors } = part);
      else if (part.type === 'end' && vectors) return { vectors, usage: part.usage };
    }
    throw new AppError('MODEL_UNAVAILABLE');
  }
}

async function* vectorsOf(
  { connected, name, id }: Target,
  texts: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<ProviderPart, void, void> {
  const { embed } = connected.provider;
  if (!embed) throw new AppError('MODEL_NOT_FOUND', { detail: `${id} makes no vectors` });
  const { vectors, tokens } = await embed({ model: name, texts }, { signal });
  yield { type: 'vectors', vectors };
  yield { type: 'end', finish: 'stop', tokens };
}
