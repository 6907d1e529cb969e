import { Injectable } from '@nestjs/common';
import {
  AppError,
  type Caller,
  type In,
  type PromptAnswer,
  type PromptContent,
  type RenderedPrompt,
  type runPrompt,
} from '#libs/contracts';
import { KeyedAsks } from '../asks/keyed-asks.js';
import type { Incoming } from '../calls/asking.js';
import { CompletionsService } from '../completions/completions.service.js';
import { optionsOf } from '../tasks/task-run.js';
import { rendered } from './prompt-template.js';
import { PromptRepository, PromptVersionRepository } from './prompt.repository.js';
import { assertUsable } from './prompts.service.js';

export type WantedVersion = number | 'draft' | undefined;
type RunRequest = In<typeof runPrompt>['body'];

/** Prompts in use: filled in, and asked. */
@Injectable()
export class PromptRunning {
  constructor(
    private readonly prompts: PromptRepository,
    private readonly versions: PromptVersionRepository,
    private readonly asks: KeyedAsks,
    private readonly completions: CompletionsService,
  ) {}

  /**
   * @param prompt id or name
   * @throws PROMPT_NOT_FOUND, PROMPT_NOT_PUBLISHED, VERSION_NOT_FOUND, PROMPT_INVALID for a draft with problems
   */
  async contentOf(
    companyId: string,
    prompt: string,
    wanted: WantedVersion,
  ): Promise<{ id: string; version: number | null; content: PromptContent }> {
    const row = await this.prompts.named(companyId, prompt);
    if (wanted === 'draft') {
      assertUsable(row.draft);
      return { id: row.id, version: null, content: row.draft };
    }
    const version = wanted ?? row.currentVersion;
    if (version === 0) throw new AppError('PROMPT_NOT_PUBLISHED');
    const { content } = await this.versions.require(companyId, row.id, version);
    return { id: row.id, version, content };
  }

  /** @throws PROMPT_VARIABLES_INVALID, EXPRESSION_FAILED, and as `contentOf` */
  async render(
    { companyId }: Caller,
    prompt: string,
    { variables, version: wanted }: { variables: Record<string, unknown>; version?: WantedVersion },
  ): Promise<RenderedPrompt> {
    const { version, content } = await this.contentOf(companyId, prompt, wanted);
    const { options, schema } = content;
    return { version, messages: rendered(content, variables), options, ...(schema ? { schema } : {}) };
  }

  /** Asks a model with a prompt. What the request says of the model wins over what the prompt says. @throws as `render` and as a completion */
  run(caller: Caller, prompt: string, request: RunRequest, incoming: Incoming): Promise<PromptAnswer> {
    const { key, signal, origin = {} } = incoming;
    const ask = { companyId: caller.companyId, key, question: { task: 'prompt', prompt, request }, signal };
    // The version is found inside the ask: a repeat gets the first answer, whatever was published meanwhile.
    return this.asks.answer(ask, async (shared) => {
      const { version, messages, options, schema } = await this.render(caller, prompt, request);
      const { text, data, finish, usage } = await this.completions.ask(
        { caller, task: 'prompt', origin, signal: shared },
        { ...options, ...optionsOf(request), messages, ...(schema ? { schema } : {}) },
      );
      return { text, ...(data === undefined ? {} : { data }), finish, version, usage };
    });
  }
}
