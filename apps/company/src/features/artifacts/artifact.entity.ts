import { column, defineEntity, type RowOf } from '#libs/platform/database';

export const artifactColumns = {
  id: column.id(),
  companyId: column.id(),
  name: column.text(200),
  contentType: column.text(200),
  bytes: column.int(),
  sha256: column.hash(),
  blobKey: column.text(500),
  runId: column.id().nullable(),
  /** The task of an agent that made it. */
  taskId: column.id().nullable(),
  /** Digest of the step's key and the name, or its own id: a repeated step finds its file again. */
  originKey: column.key(191),
  createdAt: column.millis(),
};
export type ArtifactRow = RowOf<typeof artifactColumns>;
export const artifactEntity = defineEntity('artifacts', artifactColumns, {
  audit: { none: 'files belong to runs' },
});
