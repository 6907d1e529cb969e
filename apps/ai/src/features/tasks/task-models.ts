import { Injectable } from '@nestjs/common';
import type { NativeTasks, TokenCount } from '#libs/catalog/providers/defs';
import type { GuardPolicyPart } from '#libs/contracts';
import type { Asking } from '../calls/asking.js';
import { ModelCaller, type NativeAnswer } from '../calls/model-caller.js';
import { ModelsService } from '../models/models.service.js';
import { ModelRouter, type Target } from '../models/model-router.js';
import { AiSettingsService } from '../settings/ai-settings.service.js';

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

/** Of a task at work what counts for one that its model does itself. */
interface OwnTask {
  model: TaskModel;
  options: { guardrails?: GuardPolicyPart | undefined };
}

/** The models as the tasks see them; the one place where tasks meet routing. */
@Injectable()
export class TaskModels {
  constructor(
    private readonly router: ModelRouter,
    private readonly caller: ModelCaller,
    private readonly known: ModelsService,
    private readonly settings: AiSettingsService,
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

  /**
   * Lets a model do a task that it has of its own.
   * @param texts that come from outside; the task gets what may be handed on of them
   * @throws GUARDRAIL_BLOCKED, BUDGET_EXCEEDED, BUDGET_APPROVAL_NEEDED; Error when it has no such task
   */
  async native<R extends { tokens: TokenCount }, T extends readonly string[]>(
    { model: { target, id }, options: { guardrails } }: OwnTask,
    asking: Asking,
    texts: T,
    task: (tasks: Partial<NativeTasks>, texts: T) => R | undefined,
  ): Promise<NativeAnswer<R>> {
    const answer = await this.caller.native({ asking, texts, guardrails }, target, task);
    if (!answer) throw new Error(`${id} has no such task of its own`);
    return answer;
  }

  /** Below it a small model's answer is asked of a larger one, where the policy says so. */
  async leastConfidence({ caller }: Asking): Promise<number> {
    return (await this.settings.of(caller.companyId)).routing.leastConfidence;
  }

  /** Names of models that understand instructions, for errors. */
  async understanding({ caller }: Asking): Promise<string[]> {
    const models = await this.known.list(caller.companyId);
    return models.filter(({ tier, embeddings }) => tier !== 'builtin' && !embeddings).map(({ id }) => id);
  }
}
