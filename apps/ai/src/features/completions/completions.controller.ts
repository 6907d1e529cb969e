import { Controller } from '@nestjs/common';
import { aiComplete, aiStream, type Caller, type In } from '#libs/contracts';
import { Handle, type HttpContext, type ServerEvent } from '#libs/platform/http';
import { byHttp } from '../calls/incoming.js';
import type { AnswerPart } from '../calls/stage.js';
import { CompletionsService } from './completions.service.js';

@Controller()
export class CompletionsController {
  constructor(private readonly completions: CompletionsService) {}

  @Handle(aiComplete) complete(caller: Caller, { body }: In<typeof aiComplete>, http: HttpContext) {
    return this.completions.complete(caller, body, byHttp(caller, 'complete', http));
  }

  @Handle(aiStream) stream(caller: Caller, { body }: In<typeof aiStream>, { signal }: HttpContext) {
    return events(this.completions.stream(caller, body, { signal }));
  }
}

async function* events(parts: AsyncIterable<AnswerPart>): AsyncGenerator<ServerEvent, void, void> {
  for await (const part of parts) yield { event: part.type, data: part };
}
