import { Controller } from '@nestjs/common';
import {
  createKnowledgeBase,
  deleteKnowledgeBase,
  getKnowledgeBase,
  listKnowledgeBases,
  updateKnowledgeBase,
  type Caller,
  type In,
} from '#libs/contracts';
import { Handle } from '#libs/platform/http';
import { KnowledgeBasesService } from './knowledge-bases.service.js';

@Controller()
export class KnowledgeBasesController {
  constructor(private readonly bases: KnowledgeBasesService) {}

  @Handle(createKnowledgeBase) create(caller: Caller, { body }: In<typeof createKnowledgeBase>) {
    return this.bases.create(caller, body);
  }

  @Handle(listKnowledgeBases) list(caller: Caller, { query }: In<typeof listKnowledgeBases>) {
    return this.bases.list(caller, query);
  }

  @Handle(getKnowledgeBase) get(caller: Caller, { params }: In<typeof getKnowledgeBase>) {
    return this.bases.get(caller, params.id);
  }

  @Handle(updateKnowledgeBase) update(caller: Caller, { params, body }: In<typeof updateKnowledgeBase>) {
    return this.bases.update(caller, params.id, body);
  }

  @Handle(deleteKnowledgeBase) delete(caller: Caller, { params }: In<typeof deleteKnowledgeBase>): Promise<void> {
    return this.bases.delete(caller, params.id);
  }
}
