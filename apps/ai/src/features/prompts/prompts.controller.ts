import { Controller } from '@nestjs/common';
import {
  createPrompt,
  deletePrompt,
  getPrompt,
  getPromptVersion,
  listPrompts,
  listPromptVersions,
  publishPrompt,
  renderPrompt,
  rollbackPrompt,
  runPrompt,
  savePromptDraft,
  updatePrompt,
  type Caller,
  type In,
} from '#libs/contracts';
import { Handle, type HttpContext } from '#libs/platform/http';
import { byHttp } from '../calls/incoming.js';
import { PromptRunning } from './prompt-running.js';
import { PromptsService } from './prompts.service.js';

@Controller()
export class PromptsController {
  constructor(
    private readonly prompts: PromptsService,
    private readonly running: PromptRunning,
  ) {}

  @Handle(createPrompt) create(caller: Caller, { body }: In<typeof createPrompt>) {
    return this.prompts.create(caller, body);
  }
  @Handle(listPrompts) list(caller: Caller, { query }: In<typeof listPrompts>) {
    return this.prompts.list(caller, query);
  }
  @Handle(getPrompt) get(caller: Caller, { params }: In<typeof getPrompt>) {
    return this.prompts.get(caller, params.id);
  }
  @Handle(updatePrompt) update(caller: Caller, { params, body }: In<typeof updatePrompt>) {
    return this.prompts.rename(caller, params.id, body);
  }
  @Handle(deletePrompt) delete(caller: Caller, { params }: In<typeof deletePrompt>) {
    return this.prompts.delete(caller, params.id);
  }
  @Handle(savePromptDraft) saveDraft(caller: Caller, { params, headers, body }: In<typeof savePromptDraft>) {
    return this.prompts.saveDraft(caller, params.id, body.content, headers['if-match']);
  }
  @Handle(publishPrompt) publish(caller: Caller, { params, body }: In<typeof publishPrompt>) {
    return this.prompts.publish(caller, params.id, body.note);
  }
  @Handle(listPromptVersions) versions(caller: Caller, { params, query }: In<typeof listPromptVersions>) {
    return this.prompts.listVersions(caller, params.id, query);
  }
  @Handle(getPromptVersion) version(caller: Caller, { params }: In<typeof getPromptVersion>) {
    return this.prompts.version(caller, params.id, params.version);
  }
  @Handle(rollbackPrompt) rollback(caller: Caller, { params, body }: In<typeof rollbackPrompt>) {
    return this.prompts.rollback(caller, params.id, body.version);
  }
  @Handle(renderPrompt) render(caller: Caller, { params, body }: In<typeof renderPrompt>) {
    return this.running.render(caller, params.id, body);
  }
  @Handle(runPrompt) run(caller: Caller, { params, body }: In<typeof runPrompt>, http: HttpContext) {
    return this.running.run(caller, params.id, body, byHttp(caller, 'prompt', http));
  }
}
