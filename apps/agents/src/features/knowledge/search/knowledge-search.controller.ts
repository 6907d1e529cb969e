import { Controller } from '@nestjs/common';
import { searchKnowledge, type Caller, type In } from '#libs/contracts';
import { Handle, type HttpContext } from '#libs/platform/http';
import { KnowledgeSearch } from './knowledge-search.js';

@Controller()
export class KnowledgeSearchController {
  constructor(private readonly knowledge: KnowledgeSearch) {}

  @Handle(searchKnowledge) async search(
    caller: Caller,
    { params, body }: In<typeof searchKnowledge>,
    { signal }: Pick<HttpContext, 'signal'>,
  ) {
    const began = performance.now();
    const found = await this.knowledge.inBase(caller, params.id, { ...body, signal });
    return { ...found, ms: Math.round(performance.now() - began) };
  }
}
