import { Injectable } from '@nestjs/common';
import type { NativeTasks, TokenCount } from '#libs/catalog/providers/defs';
import type { AiUsage } from '#libs/contracts';
import { BudgetShares } from '../budgets/budget-shares.js';
import { guessUse } from '../estimates/guess-tokens.js';
import { TextGuard, type Entering } from '../guardrails/text-guard.js';
import type { Target } from '../models/model-router.js';
import { UsageService } from '../usage/usage.service.js';

export type NativeAnswer<R> = R & {
  usage: AiUsage;
  /** The texts were not read as they were sent: places in them are others. */
  isRedacted: boolean;
};

/** Calls what providers have beside completions: past guardrails and budgets as every call, but by no cache, since rules answer at once and alike. */
@Injectable()
export class ModelCaller {
  constructor(
    private readonly guard: TextGuard,
    private readonly shares: BudgetShares,
    private readonly usage: UsageService,
  ) {}

  /** Runs a task that the provider has of its own. @throws GUARDRAIL_BLOCKED, BUDGET_EXCEEDED, BUDGET_APPROVAL_NEEDED */
  async native<R extends { tokens: TokenCount }, T extends readonly string[]>(
    entering: Entering & { texts: T },
    target: Target,
    task: (tasks: Partial<NativeTasks>, texts: T) => R | undefined,
  ): Promise<NativeAnswer<R> | undefined> {
    const { asking } = entering;
    asking.signal.throwIfAborted();
    const { texts, isChanged, leave } = await this.guard.enter(entering);
    const use = guessUse({ messages: texts.map((content) => ({ role: 'user', content })) });
    const share = await this.shares.hold({ asking, target: () => target, use, isFixed: true });
    try {
      const started = performance.now();
      const answer = task(target.connected.provider.tasks, texts as unknown as T);
      if (!answer) return undefined;
      const ms = Math.round(performance.now() - started);
      const usage = await this.usage.record(asking, target, answer.tokens, ms);
      return { ...leave(answer), usage, isRedacted: isChanged };
    } finally {
      await share?.end();
    }
  }
}
