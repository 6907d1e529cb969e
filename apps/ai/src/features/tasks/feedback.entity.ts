import { column, defineEntity, type RowOf } from '#libs/platform/database';

/** What somebody said about one classification. Neither the text nor the label is kept. */
export const feedbackColumns = {
  id: column.id(),
  companyId: column.id(),
  /** Digest of the model and the labels: what was learnt of them holds for no others. */
  scope: column.hash(),
  /** Thousandths. */
  stated: column.int(),
  correct: column.bool(),
  at: column.millis(),
};
export type FeedbackRow = RowOf<typeof feedbackColumns>;
export const feedbackEntity = defineEntity('ai_feedback', feedbackColumns, {
  audit: { none: 'the opinion of a person on an answer' },
});
