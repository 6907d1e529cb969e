import type { Definition } from '#libs/workflow';
import { column, defineEntity, type RowOf } from '#libs/platform/database';

export const workflowColumns = {
  id: column.id(),
  companyId: column.id(),
  name: column.text(200),
  description: column.text(2000),
  draft: column.json<Definition>(),
  /** Content hash of the draft: its ETag. */
  draftHash: column.hash(),
  nodeCount: column.int(),
  /** The version that new runs take; 0 before the first. */
  currentVersion: column.int(),
  /** Content hash of that version, or empty. */
  currentHash: column.hash(),
  /** Number of the newest version, also after a roll-back. */
  latestVersion: column.int(),
  createdAt: column.millis(),
  updatedAt: column.millis(),
  deleted: column.bool(),
};
export type WorkflowRow = RowOf<typeof workflowColumns>;
export const workflowEntity = defineEntity('workflows', workflowColumns, {
  audit: {
    noun: 'workflow',
    label: 'name',
    // Drafts are saved with every stroke; what runs is what is published.
    quiet: ['draft', 'draftHash', 'nodeCount', 'latestVersion', 'updatedAt'],
    verbs: { deleted: 'deleted', currentVersion: 'published' },
  },
});

/** Never changes once written: runs pin it. */
export const versionColumns = {
  id: column.id(),
  companyId: column.id(),
  workflowId: column.id(),
  version: column.int(),
  definition: column.json<Definition>(),
  contentHash: column.hash(),
  note: column.text(500),
  publishedBy: column.id().nullable(),
  publishedAt: column.millis(),
};
export type VersionRow = RowOf<typeof versionColumns>;
export const versionEntity = defineEntity('workflow_versions', versionColumns, {
  audit: { none: 'a version never changes, and its publication is told of the workflow' },
});
