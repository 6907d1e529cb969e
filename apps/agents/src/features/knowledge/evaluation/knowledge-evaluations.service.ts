import { Injectable } from '@nestjs/common';
import {
  AppError,
  newId,
  type Caller,
  type KnowledgeEvaluation,
  type KnowledgeQuestion,
  type Page,
  type PageQuery,
} from '#libs/contracts';
import { Durable, type SqlTransaction } from '#libs/durable';
import { Database, oneOf, TenantRepository } from '#libs/platform/database';
import { KnowledgeAccess } from '../bases/knowledge-access.js';
import { knowledgeDocumentEntity, type KnowledgeDocumentRow } from '../documents/knowledge-document.entity.js';
import { runKinds } from '../ingestion/knowledge-runs.js';
import { mostQuestions, type EvaluationWork } from './evaluations.js';
import {
  knowledgeEvaluationEntity,
  knowledgeQuestionEntity,
  type KnowledgeEvaluationRow,
  type KnowledgeQuestionRow,
} from './knowledge-evaluation.entity.js';

type Wish = Pick<KnowledgeQuestion, 'question' | 'expected'>;

const iso = (ms: number) => new Date(ms).toISOString();

/** Questions of a base, and how well it answered them over time. */
@Injectable()
export class KnowledgeEvaluationsService {
  private readonly questions: TenantRepository<KnowledgeQuestionRow>;
  private readonly evaluations: TenantRepository<KnowledgeEvaluationRow>;
  private readonly documents: TenantRepository<KnowledgeDocumentRow>;

  constructor(
    private readonly db: Database,
    private readonly durable: Durable,
    private readonly access: KnowledgeAccess,
  ) {
    this.questions = new TenantRepository(db, knowledgeQuestionEntity);
    this.evaluations = new TenantRepository(db, knowledgeEvaluationEntity);
    this.documents = new TenantRepository(db, knowledgeDocumentEntity);
  }

  async listQuestions(caller: Caller, baseId: string, page: PageQuery): Promise<Page<KnowledgeQuestion>> {
    await this.access.require(caller, baseId);
    const found = await this.questions.page(caller.companyId, { ...page, where: { baseId } });
    return { items: found.items.map(questionView), nextCursor: found.nextCursor };
  }

  /** @throws KNOWLEDGE_DOCUMENT_NOT_FOUND naming one that is not of this base, LIMIT_EXCEEDED */
  async addQuestions(caller: Caller, baseId: string, wishes: readonly Wish[]): Promise<KnowledgeQuestion[]> {
    const { companyId } = caller;
    await this.access.require(caller, baseId);
    await this.assertDocuments(companyId, baseId, wishes);
    if ((await this.questions.count(companyId, { baseId })) + wishes.length > mostQuestions)
      throw new AppError('LIMIT_EXCEEDED', {
        detail: `A base has at most ${mostQuestions} questions`,
        limit: 'knowledge.questions',
      });
    const createdAt = this.durable.now();
    const rows = wishes.map((wish) => ({ ...wish, id: newId('knowledgeQuestion'), companyId, baseId, createdAt }));
    await this.questions.insert(companyId, rows);
    return rows.map(questionView);
  }

  async deleteQuestion(caller: Caller, baseId: string, id: string): Promise<void> {
    await this.access.require(caller, baseId);
    if ((await this.questions.delete(caller.companyId, { id, baseId })) === 0)
      throw new AppError('KNOWLEDGE_QUESTION_NOT_FOUND');
  }

  async list(caller: Caller, baseId: string, page: PageQuery): Promise<Page<KnowledgeEvaluation>> {
    await this.access.require(caller, baseId);
    const found = await this.evaluations.page(caller.companyId, { ...page, where: { baseId } });
    return { items: found.items.map(evaluationView), nextCursor: found.nextCursor };
  }

  /** @throws KNOWLEDGE_NO_QUESTIONS */
  async start(caller: Caller, baseId: string, mode: KnowledgeEvaluation['mode']): Promise<KnowledgeEvaluation> {
    const { companyId } = caller;
    const base = await this.access.require(caller, baseId);
    const questions = await this.questions.count(companyId, { baseId });
    if (questions === 0) throw new AppError('KNOWLEDGE_NO_QUESTIONS');
    const row: KnowledgeEvaluationRow = {
      id: newId('knowledgeEvaluation'),
      ...{ companyId, baseId, questions },
      mode: base.active.model === null ? 'lexical' : mode,
      embeddingModel: base.active.model,
      status: 'queued',
      result: null,
      error: null,
      createdAt: this.durable.now(),
      finishedAt: null,
    };
    const input: EvaluationWork = { evaluationId: row.id };
    await this.db.transaction(async (tx) => {
      await this.evaluations.in(tx).insert(companyId, row);
      await this.durable.create({ kind: runKinds.evaluation, id: row.id, companyId, input }, tx as SqlTransaction);
    });
    return evaluationView(row);
  }

  private async assertDocuments(companyId: string, baseId: string, wishes: readonly Wish[]): Promise<void> {
    const wanted = [...new Set(wishes.flatMap(({ expected }) => expected.map(({ documentId }) => documentId)))];
    const known = new Set<string>();
    for (let at = 0; at < wanted.length; at += 500) {
      const where = { baseId, id: oneOf(wanted.slice(at, at + 500)) };
      for (const { id } of await this.documents.find(companyId, { where })) known.add(id);
    }
    const missing = wanted.find((id) => !known.has(id));
    if (missing !== undefined)
      throw new AppError('KNOWLEDGE_DOCUMENT_NOT_FOUND', {
        detail: `${missing} is no document of this knowledge base`,
      });
  }
}

const questionView = ({ id, question, expected, createdAt }: KnowledgeQuestionRow): KnowledgeQuestion => ({
  ...{ id, question, expected },
  createdAt: iso(createdAt),
});

const evaluationView = (row: KnowledgeEvaluationRow): KnowledgeEvaluation => ({
  id: row.id,
  mode: row.mode,
  embeddingModel: row.embeddingModel,
  status: row.status,
  questions: row.questions,
  recall: row.result?.recall ?? null,
  ndcg: row.result?.ndcg ?? null,
  p50Ms: row.result?.p50Ms ?? null,
  worst: row.result?.worst ?? [],
  error: row.error,
  createdAt: iso(row.createdAt),
  finishedAt: row.finishedAt === null ? null : iso(row.finishedAt),
});
