import type { DeadLetterSource } from '#libs/contracts';
import { column, defineEntity, type RowOf } from '#libs/platform/database';

/** What exhausted its bounds and waits for a person. It is kept after its redrive until the retention policy takes it. */
export const deadLetterColumns = {
  id: column.id(),
  companyId: column.id(),
  source: column.key<DeadLetterSource>(16),
  status: column.key<'open' | 'redriven'>(16),
  /** What it came from, once: `<run>/<step key>`, `<consumer>/<producer>/<position>`. */
  originKey: column.key(),
  subject: column.text(300),
  code: column.key(64),
  message: column.text(500),
  attempts: column.int(),
  runId: column.id().nullable(),
  workflowId: column.id().nullable(),
  stepPath: column.text(500).nullable(),
  createdAt: column.millis(),
  redrivenAt: column.millis().nullable(),
  redrivenRunId: column.id().nullable(),
};
export type DeadLetterRow = RowOf<typeof deadLetterColumns>;
export const deadLetterEntity = defineEntity('dead_letters', deadLetterColumns, {
  audit: { none: 'they come and go with runs' },
});
