import { column, defineEntity, type RowOf } from '#libs/platform/database';

/** What A2A knows of a task beside the task itself. `id` is the task's. */
export const a2aTaskColumns = {
  id: column.id(),
  companyId: column.id(),
  agentId: column.id(),
  /** Tasks of one context belong together: what was said before is told to the agent. */
  contextId: column.key(191),
  messageId: column.key(191),
  createdAt: column.millis(),
};
export type A2aTaskRow = RowOf<typeof a2aTaskColumns>;
export const a2aTaskEntity = defineEntity('a2a_tasks', a2aTaskColumns, {
  audit: { none: 'the work of agents has a history of its own' },
});
