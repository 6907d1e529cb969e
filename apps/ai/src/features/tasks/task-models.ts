import { Injectable } from '@nestjs/common';
import type { NativeTasks, TokenCount } from '#libs/catalog/providers/defs';
import { aiSettings, type AiUsage } from '#libs/contracts';
import type { Asking } from '../calls/asking.js';
import { ModelCaller } from '../calls/model-caller.js';
import { ModelsService } from '../models/models.service.js';
import { ModelRouter, type Target } from '../models/model-router.js';

/** What a task must know of the model that will answer. */
export interface TaskModel {
  /** As the platform calls it. */
  id: string;
  /** Tokens that it reads at once; null when nobody knows. */
  contextTokens: number | null;
  /** Follows rules and understands no instructions: only what it has of its own. */
  isRules: boolean;
  /** Which tasks it has of its own. */
  own: ReadonlySet<keyof NativeTasks>;
  target: Target;
}

/** The models as the tasks see them; the one place where tasks meet routing. */
@Injectable()
export class TaskModels {
  constructor(
    private readonly router: ModelRouter,
    private readonly caller: ModelCaller,
    private readonly known: ModelsService,
  ) {}

  /** @throws MODEL_NOT_FOUND */
  async resolve({ caller }: Asking, wanted: string | undefined): Promise<TaskModel> {
    const target = await this.router.resolve(caller.companyId, wanted);
    const { def, provider } = target.connected;
    return {
      id: target.id,
      contextTokens: target.model.contextTokens,
      isRules: def.deterministic === true,
      own: new Set(Object.keys(provider.tasks) as (keyof NativeTasks)[]),
      target,
    };
  }

  /** Lets a model do a task that it has of its own. @throws Error when it has not */
  async native<R extends { tokens: TokenCount }>(
    asking: Asking,
    { target, id }: TaskModel,
    task: (tasks: Partial<NativeTasks>) => R | undefined,
  ): Promise<R & { usage: AiUsage }> {
    const answer = await this.caller.native(asking, target, task);
    if (!answer) throw new Error(`${id} has no such task of its own`);
    return answer;
  }

  /** Below it a small model's answer is asked of a larger one, where the policy says so. */
  leastConfidence(_asking: Asking): Promise<number> {
    return Promise.resolve(aiSettings.parse({}).routing.leastConfidence);
  }

  /** Names of models that understand instructions, for errors. */
  async understanding({ caller }: Asking): Promise<string[]> {
    const models = await this.known.list(caller.companyId);
    return models.filter(({ tier, embeddings }) => tier !== 'builtin' && !embeddings).map(({ id }) => id);
  }
}
