import { column, defineEntity, type RowOf } from '#libs/platform/database';

/** What a step is taken to give when its workflow is tried out. */
export const sampleColumns = {
  id: column.id(),
  companyId: column.id(),
  workflowId: column.id(),
  node: column.key(64),
  output: column.json(),
  /** Size of the output as JSON. */
  bytes: column.int(),
  /** The step of a run that gave it. */
  fromRun: column.id().nullable(),
  fromPath: column.key(500).nullable(),
  savedBy: column.id().nullable(),
  savedAt: column.millis(),
};
export type SampleRow = RowOf<typeof sampleColumns>;
export const sampleEntity = defineEntity('workflow_samples', sampleColumns, {
  audit: { none: 'inputs to try a draft with' },
});
