import type { Database, SqlValue } from '#libs/platform/database';

const batch = 500;
/** One sweep ends after so many: the next one goes on. */
const mostBatches = 40;

/** Deletes the rows of a condition, few at a time, so that nobody waits long for a lock. The table has an `id`. */
export async function deleteInBatches(
  db: Pick<Database, 'run'>,
  table: string,
  condition: string,
  params: readonly SqlValue[],
): Promise<void> {
  for (let batches = 0; batches < mostBatches; batches += 1) {
    // The inner query is a table of its own: MySQL does not limit inside IN.
    const { changes } = await db.run(
      `DELETE FROM ${table} WHERE id IN (SELECT id FROM (SELECT id FROM ${table} WHERE ${condition} LIMIT ${batch}) AS old)`,
      params,
    );
    if (changes < batch) return;
  }
}
