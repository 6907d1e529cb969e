import { Injectable } from '@nestjs/common';
import type { NativeTasks, TokenCount } from '#libs/catalog/providers/defs';
import type { AiUsage } from '#libs/contracts';
import type { Target } from '../models/model-router.js';
import { UsageService } from '../usage/usage.service.js';
import type { Asking } from './asking.js';

/** Calls what providers have beside completions. */
@Injectable()
export class ModelCaller {
  constructor(private readonly usage: UsageService) {}

  /** Runs a task that the provider has of its own. */
  async native<R extends { tokens: TokenCount }>(
    asking: Asking,
    target: Target,
    task: (tasks: Partial<NativeTasks>) => R | undefined,
  ): Promise<(R & { usage: AiUsage }) | undefined> {
    asking.signal.throwIfAborted();
    const started = performance.now();
    const answer = task(target.connected.provider.tasks);
    const ms = () => Math.round(performance.now() - started);
    return answer && { ...answer, usage: await this.usage.record(asking, target, answer.tokens, ms()) };
  }
}
