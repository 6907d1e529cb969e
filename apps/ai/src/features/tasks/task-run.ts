import { Injectable } from '@nestjs/common';
import {
  AppError,
  type ChatMessage,
  type CompleteRequest,
  type CompleteResponse,
  type TaskProgress,
} from '#libs/contracts';
import type { Asking } from '../calls/asking.js';
import { CompletionsService, type Judge } from '../completions/completions.service.js';
import type { Report } from './progress.js';
import { TaskModels, type TaskModel } from './task-models.js';

/** What a request may say of how its model is asked. */
export type TaskOptions = Omit<CompleteRequest, 'messages' | 'tools' | 'toolChoice' | 'schema'>;

/** One task at work: who asks, which model answers, and who wants to know how far it is. */
export interface TaskRun {
  asking: Asking;
  model: TaskModel;
  options: TaskOptions;
  report: Report;
  /**
   * One part of the work, kept under a key of its own where the task has one: a task that is repeated after a crash pays only for the
   * parts that had no answer.
   */
  part<T>(name: string, question: unknown, signal: AbortSignal, work: (asking: Asking) => Promise<T>): Promise<T>;
}

/** Only the fields that are model options: a request has more. */
export const optionsOf = ({
  model,
  temperature,
  topP,
  maxTokens,
  stop,
  seed,
  reasoning,
  cache,
  guardrails,
  replay,
  deadlines,
}: TaskOptions): TaskOptions => {
  const all = {
    ...{ model, temperature, topP, maxTokens, stop, seed, reasoning },
    ...{ cache, guardrails, replay, deadlines },
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as TaskOptions;
};

/** How tasks put their questions to a model. */
@Injectable()
export class TaskPrompting {
  constructor(
    private readonly completions: CompletionsService,
    readonly models: TaskModels,
  ) {}

  /** @param asking of the part of the run that asks */
  async ask(
    { options, model }: TaskRun,
    asking: Asking,
    messages: ChatMessage[],
    { schema, judge }: { schema?: Record<string, unknown>; judge?: Judge } = {},
  ): Promise<CompleteResponse> {
    if (model.isRules) throw await this.cannot(asking, model, 'follow instructions');
    const request = { ...options, messages, ...(schema ? { schema } : {}) };
    return this.completions.ask(asking, request, judge ? { judge } : {});
  }

  /** The error for what rules cannot do; names the models that can. */
  async cannot(asking: Asking, { id }: Pick<TaskModel, 'id'>, what: string): Promise<AppError> {
    const able = await this.models.understanding(asking);
    const choice = able.length
      ? `Models that can: ${able.slice(0, 10).join(', ')}`
      : 'No model that can is set up: connect a provider such as OpenAI, Anthropic or Ollama';
    return new AppError('MODEL_CANNOT_DO', {
      detail: `${id} cannot ${what}. ${choice}`,
      issues: [{ path: 'model', message: choice }],
    });
  }
}

/** Counts finished parts and tells. */
export function counting(report: Report, phase: TaskProgress['phase'], total: number): () => void {
  let done = 0;
  report({ phase, done, total });
  return () => report({ phase, done: (done += 1), total });
}
