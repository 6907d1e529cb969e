import type { InboxItem } from '#libs/contracts';
import { column, defineEntity, type RowOf } from '#libs/platform/database';

/** A question to people: an approval, a form, or whether an effect took place. */
export const inboxItemColumns = {
  id: column.id(),
  companyId: column.id(),
  kind: column.key<InboxItem['kind']>(16),
  status: column.key<InboxItem['status']>(16),
  title: column.text(300),
  body: column.text().nullable(),
  assignees: column.json<string[]>(),
  quorum: column.int(),
  answers: column.json<InboxItem['answers']>(),
  /** Counts the answers: the compare-and-set of two people who answer at once. */
  revision: column.int(),
  schema: column.json<Record<string, unknown>>().nullable(),
  facts: column.json<InboxItem['facts']>(),
  decision: column.key(16).nullable(),
  runId: column.id(),
  workflowId: column.id(),
  workflowName: column.text(200),
  stepPath: column.key(500),
  stepName: column.text(200),
  /** Attempt of the step, for approvals and forms; generation of the effect, for unknown ones. */
  attempt: column.int(),
  /** Key of the step: a repeated step asks once. */
  stepKey: column.key(191),
  createdAt: column.millis(),
  deadline: column.millis(),
  closedAt: column.millis().nullable(),
};
export type InboxItemRow = RowOf<typeof inboxItemColumns>;
export const inboxItemEntity = defineEntity('inbox_items', inboxItemColumns);

/** Whom an item is assigned to, one row for each, in the spelling of `recipientKey`: what "mine" is looked up by. */
export const inboxAssigneeColumns = {
  itemId: column.id(),
  companyId: column.id(),
  assignee: column.text(320),
};

/** Who has answered: each person once. */
export const inboxAnswerColumns = {
  itemId: column.id(),
  userId: column.id(),
};
