import { Injectable } from '@nestjs/common';
import { AppError, type Caller, type KnowledgeEvaluation } from '#libs/contracts';
import type { StepContext, StepOutcome } from '#libs/durable';
import { Database, TenantRepository } from '#libs/platform/database';
import type { ChainState } from '../ingestion/chain-decider.js';
import { KnowledgeSearch } from '../search/knowledge-search.js';
import {
  knowledgeEvaluationEntity,
  knowledgeQuestionEntity,
  type KnowledgeEvaluationRow,
  type KnowledgeQuestionRow,
} from './knowledge-evaluation.entity.js';
import { average, ndcgAt, places, recallAt } from './measures.js';

export interface EvaluationWork {
  evaluationId: string;
}
type Answered = KnowledgeEvaluation['worst'][number] & { ms: number };

export const mostQuestions = 1000;
const shownWorst = 10;

/** Asks a base all its questions, and writes down how well it answered. */
@Injectable()
export class Evaluations {
  private readonly evaluations: TenantRepository<KnowledgeEvaluationRow>;
  private readonly questions: TenantRepository<KnowledgeQuestionRow>;

  constructor(
    private readonly db: Database,
    private readonly search: KnowledgeSearch,
  ) {
    this.evaluations = new TenantRepository(db, knowledgeEvaluationEntity);
    this.questions = new TenantRepository(db, knowledgeQuestionEntity);
  }

  async run({ companyId, input, signal }: StepContext<ChainState>): Promise<StepOutcome> {
    const { evaluationId: id } = input as EvaluationWork;
    const row = await this.evaluations.get(companyId, id);
    if (!row || row.status === 'succeeded') return { kind: 'succeeded', output: null };
    await this.evaluations.update(companyId, { id }, { status: 'running' });
    const questions = await this.questions.find(companyId, { where: { baseId: row.baseId }, limit: mostQuestions });
    const answered: Answered[] = [];
    for (const question of questions) answered.push(await this.ask(row, question, signal));
    const result = resultOf(answered);
    const finishedAt = await this.db.now();
    return {
      kind: 'succeeded',
      output: result,
      write: async (tx) => {
        await tx.run(
          `UPDATE knowledge_evaluations SET status = 'succeeded', result = ?, questions = ?, finished_at = ? WHERE id = ? AND company_id = ?`,
          [JSON.stringify(result), answered.length, finishedAt, id, companyId],
        );
      },
    };
  }

  /** Documents in the order of their best passage. A measurement by another way than was wanted is none. */
  private async ask(
    { companyId, baseId, mode }: KnowledgeEvaluationRow,
    { question, expected }: KnowledgeQuestionRow,
    signal: AbortSignal,
  ): Promise<Answered> {
    // It measures for those who may write the base, and tells no passage.
    const caller: Caller = { kind: 'service', companyId, role: 'owner' };
    const began = performance.now();
    const { items, warnings } = await this.search.inBase(caller, baseId, { query: question, limit: 50, mode, signal });
    if (warnings.length > 0)
      throw new AppError('MODEL_UNAVAILABLE', {
        detail: 'The model of the base did not answer, so nothing was measured',
      });
    const found = [...new Set(items.map(({ document }) => document.id))];
    const ms = performance.now() - began;
    return { question, recall: recallAt(found, expected, places), ndcg: ndcgAt(found, expected), ms };
  }
}

function resultOf(answered: readonly Answered[]): NonNullable<KnowledgeEvaluationRow['result']> {
  const times = answered.map(({ ms }) => ms).sort((one, other) => one - other);
  const worst = [...answered].sort((one, other) => one.ndcg - other.ndcg || one.recall - other.recall);
  return {
    recall: average(answered.map(({ recall }) => recall)),
    ndcg: average(answered.map(({ ndcg }) => ndcg)),
    p50Ms: times[Math.floor((times.length - 1) / 2)] ?? null,
    worst: worst
      .filter(({ ndcg }) => ndcg < 1)
      .slice(0, shownWorst)
      .map(({ question, recall, ndcg }) => ({ question, recall, ndcg })),
  };
}
