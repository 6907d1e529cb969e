import type { InboxEvent } from '#libs/contracts';
import type { SqlTransaction } from '#libs/durable';

/** What happened to an item, before it has a time. */
export type Happening = Pick<InboxEvent, 'type'> & Partial<Pick<InboxEvent, 'by' | 'data'>>;

/** Writes what happened to items, in the commit that made it so. */
export async function logHappenings(
  tx: SqlTransaction,
  items: readonly { id: string; companyId: string }[],
  { type, by = null, data = {} }: Happening,
  at: number,
): Promise<void> {
  if (items.length === 0) return;
  const marks = items.map(() => '(?, ?, ?, ?, ?, ?)').join(', ');
  const who = by && JSON.stringify(by);
  await tx.run(
    `INSERT INTO inbox_events (item_id, company_id, type, at, \`by\`, detail) VALUES ${marks}`,
    items.flatMap(({ id, companyId }) => [id, companyId, type, at, who, JSON.stringify(data)]),
  );
}
