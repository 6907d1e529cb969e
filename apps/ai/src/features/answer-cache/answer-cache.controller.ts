import { Controller } from '@nestjs/common';
import { clearAiCache, getAiCache, type Caller, type In } from '#libs/contracts';
import { Handle } from '#libs/platform/http';
import { AnswerCacheService } from './answer-cache.service.js';

@Controller()
export class AnswerCacheController {
  constructor(private readonly cache: AnswerCacheService) {}

  @Handle(getAiCache) figures(caller: Caller, { query }: In<typeof getAiCache>) {
    return this.cache.figures(caller, query.days);
  }

  @Handle(clearAiCache) clear(caller: Caller, { query }: In<typeof clearAiCache>) {
    return this.cache.clear(caller, query.model);
  }
}
