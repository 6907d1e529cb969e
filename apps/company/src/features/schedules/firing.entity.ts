import type { FiringStatus } from '#libs/contracts';
import { column, defineEntity, type RowOf } from '#libs/platform/database';

/** What became of one occasion of a trigger: a slot of a schedule, an event. Each occasion is there once. */
export const firingColumns = {
  id: column.id(),
  companyId: column.id(),
  triggerId: column.id(),
  workflowId: column.id(),
  /** `slot.<epoch ms>`, or the id of the event. */
  occasion: column.key(),
  slotAt: column.millis().nullable(),
  status: column.key<FiringStatus>(16),
  runId: column.id().nullable(),
  reason: column.text(300).nullable(),
  createdAt: column.millis(),
};
export type FiringRow = RowOf<typeof firingColumns>;
export const firingEntity = defineEntity('trigger_firings', firingColumns, {
  audit: { none: 'what triggers did is in the runs they started' },
});
