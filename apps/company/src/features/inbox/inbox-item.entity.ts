import type { InboxBudget, InboxDelegation, InboxEvent, InboxItem, InboxReply } from '#libs/contracts';
import { column, defineEntity, type RowOf } from '#libs/platform/database';

/** One person's answer in the hands of another. `via`: index of the delegation that had brought it to `from`. */
export interface Delegation extends InboxDelegation {
  via: number | null;
}

/** A question to people: an approval, a form, whether an effect took place, or whether a budget may be raised. */
export const inboxItemColumns = {
  id: column.id(),
  companyId: column.id(),
  kind: column.key<InboxItem['kind']>(16),
  status: column.key<InboxItem['status']>(16),
  title: column.text(300),
  body: column.text().nullable(),
  assignees: column.json<string[]>(),
  quorum: column.int(),
  rejections: column.int().default(1),
  answers: column.json<InboxItem['answers']>(),
  /** Every delegation there was, oldest first; null: none. */
  delegations: column.json<Delegation[]>().nullable(),
  escalateTo: column.json<string[]>().nullable(),
  escalateAt: column.millis().nullable(),
  /** Since when those of `escalateTo` are asked as well. */
  escalatedAt: column.millis().nullable(),
  /** Counts the changes: the compare-and-set of two people who act at once. */
  revision: column.int(),
  schema: column.json<Record<string, unknown>>().nullable(),
  facts: column.json<InboxItem['facts']>(),
  /** Of a question about a budget. */
  budget: column.json<InboxBudget>().nullable(),
  decision: column.key(16).nullable(),
  /** Of a task that works for no run: empty, as are the two below. */
  runId: column.id(),
  workflowId: column.id(),
  workflowName: column.text(200),
  stepPath: column.key(500),
  stepName: column.text(200),
  /** Kind of the step, for unknown ones: whose output schema their answer is checked against. */
  stepKind: column.key(64).nullable(),
  /** Attempt of the step, for all but unknown ones; generation of the effect, for unknown ones. */
  attempt: column.int(),
  /** Key of the step: a repeated step asks once. */
  stepKey: column.key(191),
  /** The task of an agent that asks instead of a step. */
  taskId: column.id().nullable(),
  agentId: column.id().nullable(),
  agentName: column.text(100).nullable(),
  /** What a task was told; kept in case the telling is lost. */
  reply: column.json<InboxReply>().nullable(),
  createdAt: column.millis(),
  deadline: column.millis(),
  closedAt: column.millis().nullable(),
};
export type InboxItemRow = RowOf<typeof inboxItemColumns>;
export const inboxItemEntity = defineEntity('inbox_items', inboxItemColumns, {
  audit: { none: 'what people answer is told with its arguments where it is saved' },
});

/** Whom an item is assigned to, one row for each, in the spelling of `recipientKey`: what "mine" is looked up by. */
export const inboxAssigneeColumns = {
  itemId: column.id(),
  companyId: column.id(),
  assignee: column.text(320),
};

/** Who has nothing to say any more: they answered, or passed it on. */
export const inboxAnswerColumns = {
  itemId: column.id(),
  userId: column.id(),
};

/** What happened to an item: written in the commit that made it so, never changed. */
export const inboxEventColumns = {
  seq: column.serial(),
  itemId: column.id(),
  companyId: column.id(),
  type: column.key<InboxEvent['type']>(16),
  at: column.millis(),
  by: column.json<InboxEvent['by']>().nullable(),
  detail: column.json<InboxEvent['data']>(),
};

/** What somebody has typed and not sent. */
export const inboxDraftColumns = {
  itemId: column.id(),
  userId: column.id(),
  companyId: column.id(),
  typed: column.json<Record<string, unknown>>().nullable(),
  comment: column.text(2000).nullable(),
  savedAt: column.millis(),
};
