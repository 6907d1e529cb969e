import type { AutomaticTrigger } from '#libs/contracts';
import { column, defineEntity, type RowOf } from '#libs/platform/database';

/** A trigger node of a workflow's published version. It follows publication in the same commits; its id and address outlive versions. */
export const triggerColumns = {
  id: column.id(),
  companyId: column.id(),
  workflowId: column.id(),
  node: column.key(64),
  kind: column.key<AutomaticTrigger>(32),
  config: column.json<Record<string, unknown>>(),
  versionId: column.id(),
  version: column.int(),
  /** False while the current version has no such node, or the workflow is deleted. */
  published: column.bool(),
  paused: column.bool(),
  /** Webhooks: SHA-256 of the token in the address, and the token itself, sealed. */
  tokenHash: column.hash().nullable(),
  sealedToken: column.text(500).nullable(),
  /** Events: the type; workflow and error: the id of the workflow that is watched, or `*`. */
  subject: column.key().nullable(),
  /** Schedules: the slot that comes next, while it is awaited, and when it is due (later, if it is spread). Epoch ms. */
  nextAt: column.millis().nullable(),
  dueAt: column.millis().nullable(),
  lastFiredAt: column.millis().nullable(),
  createdAt: column.millis(),
};
export type TriggerRow = RowOf<typeof triggerColumns>;
export const triggerEntity = defineEntity('triggers', triggerColumns, {
  audit: {
    noun: 'trigger',
    label: 'node',
    hidden: ['tokenHash', 'sealedToken'],
    // It follows publication, and fires.
    quiet: ['versionId', 'version', 'subject', 'nextAt', 'dueAt', 'lastFiredAt'],
  },
});
