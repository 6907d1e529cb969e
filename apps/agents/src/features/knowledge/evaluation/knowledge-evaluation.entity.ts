import type { KnowledgeEvaluation, KnowledgeQuestion } from '#libs/contracts';
import { column, defineEntity, type RowOf } from '#libs/platform/database';

export const knowledgeQuestionColumns = {
  id: column.id(),
  companyId: column.id(),
  baseId: column.id(),
  question: column.text(),
  expected: column.json<KnowledgeQuestion['expected']>(),
  createdAt: column.millis(),
};
export type KnowledgeQuestionRow = RowOf<typeof knowledgeQuestionColumns>;
export const knowledgeQuestionEntity = defineEntity('knowledge_questions', knowledgeQuestionColumns, {
  audit: { noun: 'knowledge-question' },
});

export const knowledgeEvaluationColumns = {
  id: column.id(),
  companyId: column.id(),
  baseId: column.id(),
  mode: column.key<KnowledgeEvaluation['mode']>(16),
  embeddingModel: column.text(200).nullable(),
  status: column.key<KnowledgeEvaluation['status']>(16),
  questions: column.int(),
  result: column.json<Pick<KnowledgeEvaluation, 'recall' | 'ndcg' | 'p50Ms' | 'worst'>>().nullable(),
  error: column.json<NonNullable<KnowledgeEvaluation['error']>>().nullable(),
  createdAt: column.millis(),
  finishedAt: column.millis().nullable(),
};
export type KnowledgeEvaluationRow = RowOf<typeof knowledgeEvaluationColumns>;
export const knowledgeEvaluationEntity = defineEntity('knowledge_evaluations', knowledgeEvaluationColumns, {
  audit: { none: 'a measurement changes nothing' },
});
