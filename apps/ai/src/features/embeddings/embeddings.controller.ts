import { Controller } from '@nestjs/common';
import { aiEmbed, type Caller, type In } from '#libs/contracts';
import { Handle, type HttpContext } from '#libs/platform/http';
import { byHttp } from '../calls/incoming.js';
import { EmbeddingsService } from './embeddings.service.js';

@Controller()
export class EmbeddingsController {
  constructor(private readonly embeddings: EmbeddingsService) {}

  @Handle(aiEmbed) embed(caller: Caller, { body }: In<typeof aiEmbed>, http: HttpContext) {
    return this.embeddings.embed(caller, body, byHttp(caller, 'embed', http));
  }
}
