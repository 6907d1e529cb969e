import { Injectable } from '@nestjs/common';
import { AppError, type Caller, type createPrompt, type In, type InstalledParts } from '#libs/contracts';
import { contentHash, PromptRepository } from './prompt.repository.js';
import { PromptsService } from './prompts.service.js';

/** Prompts that a template brings, published. What is there already by its name is taken as it is. */
@Injectable()
export class PromptParts {
  constructor(
    private readonly prompts: PromptsService,
    private readonly rows: PromptRepository,
  ) {}

  /** @throws PROMPT_INVALID */
  async install(caller: Caller, wanted: readonly In<typeof createPrompt>['body'][]): Promise<InstalledParts> {
    const done: InstalledParts = { created: [], kept: [] };
    for (const each of wanted) {
      const id = await this.made(caller, each);
      if (id === undefined) {
        done.kept.push({ kind: 'prompt', name: each.name });
        continue;
      }
      await this.prompts.publish(caller, id, undefined);
      done.created.push({ kind: 'prompt', id, name: each.name });
    }
    return done;
  }

  /** @returns undefined for one that the company has, unless an earlier try made it and got no further */
  private async made(caller: Caller, wanted: In<typeof createPrompt>['body']): Promise<string | undefined> {
    try {
      return (await this.prompts.create(caller, wanted)).id;
    } catch (error) {
      if (!AppError.is(error, 'PROMPT_NAME_TAKEN')) throw error;
    }
    const { id, currentVersion, draftHash } = await this.rows.named(caller.companyId, wanted.name);
    return currentVersion === 0 && draftHash === contentHash(wanted.content) ? id : undefined;
  }
}
