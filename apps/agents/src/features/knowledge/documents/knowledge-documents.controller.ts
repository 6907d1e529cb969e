import { Controller } from '@nestjs/common';
import {
  addKnowledgeDocuments,
  deleteKnowledgeDocument,
  getKnowledgeContent,
  getKnowledgeDocument,
  listKnowledgeDocuments,
  listKnowledgePassages,
  retryKnowledgeDocument,
  updateKnowledgeDocument,
  type Caller,
  type In,
} from '#libs/contracts';
import { Handle, reply } from '#libs/platform/http';
import { DocumentPassages } from './document-passages.js';
import { KnowledgeDocumentsService } from './knowledge-documents.service.js';

@Controller()
export class KnowledgeDocumentsController {
  constructor(
    private readonly documents: KnowledgeDocumentsService,
    private readonly passages: DocumentPassages,
  ) {}

  @Handle(listKnowledgeDocuments) list(caller: Caller, { params, query }: In<typeof listKnowledgeDocuments>) {
    return this.documents.list(caller, params.id, query);
  }

  @Handle(addKnowledgeDocuments) async add(caller: Caller, input: In<typeof addKnowledgeDocuments>) {
    const { params, headers, body } = input;
    const documents = await this.documents.add(caller, params.id, headers['content-type'], body);
    return reply(202, { documents });
  }

  @Handle(getKnowledgeDocument) get(caller: Caller, { params }: In<typeof getKnowledgeDocument>) {
    return this.documents.get(caller, params.id, params.documentId);
  }

  @Handle(listKnowledgePassages) listPassages(caller: Caller, { params, query }: In<typeof listKnowledgePassages>) {
    return this.passages.list(caller, { baseId: params.id, documentId: params.documentId }, query);
  }

  @Handle(getKnowledgeContent) content(caller: Caller, { params }: In<typeof getKnowledgeContent>) {
    return this.documents.content(caller, params.id, params.documentId);
  }

  @Handle(updateKnowledgeDocument) update(caller: Caller, { params, body }: In<typeof updateKnowledgeDocument>) {
    return this.documents.update(caller, params.id, params.documentId, body);
  }

  @Handle(retryKnowledgeDocument) async retry(caller: Caller, { params }: In<typeof retryKnowledgeDocument>) {
    return reply(202, await this.documents.retry(caller, params.id, params.documentId));
  }

  @Handle(deleteKnowledgeDocument) delete(caller: Caller, { params }: In<typeof deleteKnowledgeDocument>) {
    return this.documents.delete(caller, params.id, params.documentId);
  }
}
