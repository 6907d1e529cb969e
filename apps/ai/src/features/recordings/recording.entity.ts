import type { RecordedPart } from '#libs/contracts';
import { column, defineEntity, type RowOf } from '#libs/platform/database';

/** One recorded call of a model. Personal data and secrets in it are placeholders; images are digests. */
export const recordingColumns = {
  id: column.id(),
  companyId: column.id(),
  setName: column.key(100),
  /** Digest of `request`: what asks the same finds it. */
  requestHash: column.hash(),
  request: column.json<Record<string, unknown>>(),
  parts: column.json<RecordedPart[]>(),
  model: column.text(200),
  task: column.key(32),
  workflowId: column.id().nullable(),
  stepPath: column.text(700).nullable(),
  runId: column.id().nullable(),
  agentId: column.id().nullable(),
  at: column.millis(),
  /** NULL: kept until it is deleted. */
  expiresAt: column.millis().nullable(),
};
export type RecordingRow = RowOf<typeof recordingColumns>;
export const recordingEntity = defineEntity('ai_recordings', recordingColumns, {
  audit: { none: 'answers of models that are kept to be played again' },
});
