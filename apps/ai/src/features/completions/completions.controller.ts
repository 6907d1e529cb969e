import { Controller } from '@nestjs/common';
import { aiComplete, type Caller, type In } from '#libs/contracts';
import { Handle, type HttpContext } from '#libs/platform/http';
import { byHttp } from '../calls/incoming.js';
import { CompletionsService } from './completions.service.js';

@Controller()
export class CompletionsController {
  constructor(private readonly completions: CompletionsService) {}

  @Handle(aiComplete) complete(caller: Caller, { body }: In<typeof aiComplete>, http: HttpContext) {
    return this.completions.complete(caller, body, byHttp(caller, 'complete', http));
  }
}
