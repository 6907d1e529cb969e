import type { Occurrence } from '../runner/occurrence.js';
import { payloadOf } from './load-run.js';
import type { SqlExecutor } from './sql-store.port.js';

export interface NewMessage {
  runId: string;
  messageId: string;
  event: string;
  output: string | null;
  outputRef: string | null;
  at: number;
}

/** False when the run had this message already. */
export async function insertMessage(on: SqlExecutor, message: NewMessage): Promise<boolean> {
  const { changes } = await on.run(
    `${on.sql.insertIgnore} INTO durable_inbox (run_id, message_id, event, output, output_ref, created_at) VALUES (?, ?, ?, ?, ?, ?)`,
    [message.runId, message.messageId, message.event, message.output, message.outputRef, message.at],
  );
  return changes > 0;
}

/** What was sent and is not folded in, with a wake number that covers it. Undefined when the lease is not ours any more. */
export async function readInbox(
  on: SqlExecutor,
  runId: string,
  lease: number,
  workerId: string,
): Promise<{ wake: number; messages: Occurrence[] } | undefined> {
  const [run] = await on.query<{ wake: number }>(
    'SELECT wake FROM durable_runs WHERE id = ? AND lease = ? AND lease_worker = ?',
    [runId, lease, workerId],
  );
  if (!run) return undefined;
  const rows = await on.query<{ message_id: string; event: string; output: string | null; output_ref: string | null }>(
    'SELECT message_id, event, output, output_ref FROM durable_inbox WHERE run_id = ? AND folded_seq IS NULL ORDER BY created_at, message_id',
    [runId],
  );
  const messages = rows.map((row) => ({
    event: JSON.parse(row.event) as Occurrence['event'],
    output: payloadOf(row),
    messageId: row.message_id,
  }));
  return { wake: run.wake, messages };
}
