import { join } from 'node:path';
import type { Provider } from '@nestjs/common';
import { knowledgeRoutes, knowledgeSearchRoutes, knowledgeSourceRoutes } from '#libs/contracts';
import type { Host } from '#libs/service';
import { BaseCountsReader } from './bases/base-counts.js';
import { KnowledgeAccess } from './bases/knowledge-access.js';
import { knowledgeBaseEntity } from './bases/knowledge-base.entity.js';
import { KnowledgeBasesController } from './bases/knowledge-bases.controller.js';
import { KnowledgeBasesService } from './bases/knowledge-bases.service.js';
import { DocumentCommits } from './documents/document-commits.js';
import { DocumentIntake } from './documents/document-intake.js';
import { DocumentPassages } from './documents/document-passages.js';
import { knowledgeDocumentEntity } from './documents/knowledge-document.entity.js';
import { KnowledgeDocumentsController } from './documents/knowledge-documents.controller.js';
import { KnowledgeDocumentsService } from './documents/knowledge-documents.service.js';
import { EvaluationRuns } from './evaluation/evaluation-runs.js';
import { Evaluations } from './evaluation/evaluations.js';
import { knowledgeEvaluationEntity, knowledgeQuestionEntity } from './evaluation/knowledge-evaluation.entity.js';
import { KnowledgeEvaluationsController } from './evaluation/knowledge-evaluations.controller.js';
import { KnowledgeEvaluationsService } from './evaluation/knowledge-evaluations.service.js';
import { indexLocation, PassageTables } from './index/passage-tables.js';
import { PassageReader } from './index/passage-reader.js';
import { PassageWriter } from './index/passage-writer.js';
import { Cleaning } from './ingestion/cleaning.js';
import { Embedder } from './ingestion/embedder.js';
import { IngestRuns } from './ingestion/ingest-runs.js';
import { Ingestion } from './ingestion/ingestion.js';
import { Reindexing } from './ingestion/reindexing.js';
import { AgentKnowledge } from './search/agent-knowledge.js';
import { KnowledgeSearchController } from './search/knowledge-search.controller.js';
import { KnowledgeSearch } from './search/knowledge-search.js';
import { KnowledgeSearchRpc } from './search/knowledge-search.rpc.js';
import { Reranker } from './search/reranker.js';
import { DriveReader } from './sources/drive-reader.js';
import { FolderReader, knowledgeFolder } from './sources/folder-reader.js';
import { knowledgeSourceEntity } from './sources/knowledge-source.entity.js';
import { KnowledgeSourcesController } from './sources/knowledge-sources.controller.js';
import { KnowledgeSourcesService } from './sources/knowledge-sources.service.js';
import { S3Reader } from './sources/s3-reader.js';
import { looksForDue, SourceScheduler } from './sources/source-scheduler.js';
import { SourceReaders } from './sources/source-readers.js';
import { SourceStarts } from './sources/source-starts.js';
import { SourceSync } from './sources/source-sync.js';
import { SyncRuns } from './sources/sync-runs.js';
import { WebReader } from './sources/web-reader.js';

/** Knowledge bases: what a company knows, read, kept up to date, and found. */
export const knowledgePart = {
  routes: { ...knowledgeRoutes, ...knowledgeSourceRoutes, ...knowledgeSearchRoutes },
  entities: [
    knowledgeBaseEntity,
    knowledgeDocumentEntity,
    knowledgeSourceEntity,
    knowledgeQuestionEntity,
    knowledgeEvaluationEntity,
  ],
  controllers: [
    KnowledgeBasesController,
    KnowledgeDocumentsController,
    KnowledgeSourcesController,
    KnowledgeSearchController,
    KnowledgeEvaluationsController,
  ],
  providers: ({ wiring, dataDir, exclusive, role }: Host): Provider[] => [
    { provide: indexLocation, useValue: wiring.blobLocation },
    // Of a machine among several, nobody knows what lies on its disk.
    { provide: knowledgeFolder, useValue: exclusive ? join(dataDir, 'knowledge') : undefined },
    { provide: looksForDue, useValue: role !== 'api' },
    KnowledgeAccess,
    BaseCountsReader,
    KnowledgeBasesService,
    DocumentCommits,
    DocumentIntake,
    KnowledgeDocumentsService,
    DocumentPassages,
    PassageTables,
    PassageWriter,
    PassageReader,
    Embedder,
    Ingestion,
    Cleaning,
    Reindexing,
    IngestRuns,
    WebReader,
    DriveReader,
    S3Reader,
    FolderReader,
    SourceReaders,
    SourceStarts,
    SourceSync,
    SyncRuns,
    SourceScheduler,
    KnowledgeSourcesService,
    Reranker,
    KnowledgeSearch,
    AgentKnowledge,
    KnowledgeSearchRpc,
    Evaluations,
    EvaluationRuns,
    KnowledgeEvaluationsService,
  ],
};
