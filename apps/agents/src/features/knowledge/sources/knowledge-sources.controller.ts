import { Controller } from '@nestjs/common';
import {
  addKnowledgeSource,
  deleteKnowledgeSource,
  listKnowledgeSources,
  syncKnowledgeSource,
  updateKnowledgeSource,
  type Caller,
  type In,
} from '#libs/contracts';
import { Handle, reply } from '#libs/platform/http';
import { KnowledgeSourcesService } from './knowledge-sources.service.js';

@Controller()
export class KnowledgeSourcesController {
  constructor(private readonly sources: KnowledgeSourcesService) {}

  @Handle(listKnowledgeSources) list(caller: Caller, { params, query }: In<typeof listKnowledgeSources>) {
    return this.sources.list(caller, params.id, query);
  }

  @Handle(addKnowledgeSource) add(caller: Caller, { params, body }: In<typeof addKnowledgeSource>) {
    return this.sources.add(caller, params.id, body);
  }

  @Handle(updateKnowledgeSource) update(caller: Caller, { params, body }: In<typeof updateKnowledgeSource>) {
    return this.sources.update(caller, params.id, params.sourceId, body);
  }

  @Handle(syncKnowledgeSource) async sync(caller: Caller, { params }: In<typeof syncKnowledgeSource>) {
    return reply(202, await this.sources.sync(caller, params.id, params.sourceId));
  }

  @Handle(deleteKnowledgeSource) delete(caller: Caller, { params }: In<typeof deleteKnowledgeSource>) {
    return this.sources.delete(caller, params.id, params.sourceId);
  }
}
