import { columnName, insertRows, type SchemaRunner } from '#libs/platform/database';
import { aiCallColumns, type AiCallRow } from '../features/usage/ai-call.entity.js';
import { spendColumns, spendSums } from '../features/usage/spend.entity.js';
import { tally } from '../features/usage/tally.js';

const pageSize = 5000;
/** Known to every version of the table that this can meet. */
const read = Object.keys(aiCallColumns)
  .map((name) => `${columnName(name)} AS \`${name}\``)
  .join(', ');

/** Calls of versions that kept no sums. Begins anew when it is run again over what it did before it died. */
export async function sumUpSoFar(schema: SchemaRunner): Promise<void> {
  await schema.run('DELETE FROM ai_spend');
  const tail = schema.sql.accumulate('ai_spend', ['id'], spendSums.map(columnName));
  for (let after = ''; ;) {
    const rows = await schema.query<AiCallRow>(
      `SELECT ${read} FROM ai_calls WHERE id > ? ORDER BY id LIMIT ${pageSize}`,
      [after],
    );
    if (rows.length === 0) return;
    const numbers = rows.map((row) => ({
      ...row,
      at: Number(row.at),
      costMicros: Number(row.costMicros),
      savedMicros: 0,
    }));
    await insertRows(
      { run: (sql, params) => schema.run(sql + tail, params) },
      'ai_spend',
      spendColumns,
      tally(numbers),
    );
    after = rows.at(-1)!.id;
  }
}
