import { Controller } from '@nestjs/common';
import { openaiChat, openaiEmbeddings, openaiModelById, openaiModels, type Caller, type In } from '#libs/contracts';
import { Handle, type HttpContext } from '#libs/platform/http';
import { OpenaiService } from './openai.service.js';

@Controller()
export class OpenaiController {
  constructor(private readonly openai: OpenaiService) {}

  @Handle(openaiChat) chat(caller: Caller, { body }: In<typeof openaiChat>, http: HttpContext) {
    return this.openai.chat(caller, body, http);
  }
  @Handle(openaiEmbeddings) embed(caller: Caller, { body }: In<typeof openaiEmbeddings>, http: HttpContext) {
    return this.openai.embed(caller, body, http);
  }
  @Handle(openaiModels) models(caller: Caller) {
    return this.openai.models(caller);
  }
  @Handle(openaiModelById) model(caller: Caller, { params }: In<typeof openaiModelById>) {
    return this.openai.model(caller, params.id);
  }
}
