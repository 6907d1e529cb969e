import { newId } from '#libs/contracts';
import type { SqlTransaction } from '#libs/durable';
import { columnName, insertRowsLater, type Columns, type RowOf } from '#libs/platform/database';
import {
  conversationColumns,
  messageColumns,
  turnColumns,
  type ConversationRow,
  type MessageRow,
  type TurnRow,
} from './conversation.entity.js';

/*
 * SQL of conversations inside a transaction that may be durable's own, where no entity manager is at hand. What nobody waits for goes along with
 * the next statement or the commit (`later`).
 */

const selectedOf = (columns: Columns) =>
  Object.keys(columns)
    .map((property) => `\`${columnName(property)}\``)
    .join(', ');

function rowOf<C extends Columns>(columns: C, found: Record<string, unknown>): RowOf<C> {
  const values = Object.entries(columns).map(([property, { kind }]): [string, unknown] => {
    const value = found[columnName(property)];
    if (kind === 'json') return [property, typeof value === 'string' ? JSON.parse(value) : value];
    return [property, kind === 'bool' ? Boolean(value) : value];
  });
  return Object.fromEntries(values) as RowOf<C>;
}

const conversationSelect = `SELECT ${selectedOf(conversationColumns)} FROM conversations`;
const turnSelect = `SELECT ${selectedOf(turnColumns)} FROM conversation_turns`;

/** The row, locked until the transaction ends; undefined when the conversation is gone. */
export async function lockConversation(
  tx: SqlTransaction,
  companyId: string,
  id: string,
): Promise<ConversationRow | undefined> {
  const [found] = await tx.query<Record<string, unknown>>(
    `${conversationSelect} WHERE id = ? AND company_id = ?${tx.sql.forUpdate}`,
    [id, companyId],
  );
  return found && rowOf(conversationColumns, found);
}

/** Writes what the transaction has made of the locked row. */
export function saveConversation(tx: SqlTransaction, row: ConversationRow): void {
  tx.later(
    'UPDATE conversations SET agent_id = ?, webhook_url = ?, last_seq = ?, last_place = ?, working_task_id = ?, fresh_chars = ?, outside = ?, summing_up_to = ?, updated_at = ? WHERE id = ?',
    [
      row.agentId,
      row.webhookUrl,
      row.lastSeq,
      row.lastPlace,
      row.workingTaskId,
      row.freshChars,
      row.outside ? 1 : 0,
      row.summingUpTo,
      row.updatedAt,
      row.id,
    ],
  );
}

/** The turn that has waited longest. */
export async function nextTurn(tx: SqlTransaction, conversationId: string): Promise<TurnRow | undefined> {
  const [found] = await tx.query<Record<string, unknown>>(
    `${turnSelect} WHERE conversation_id = ? AND status = 'queued' ORDER BY place LIMIT 1`,
    [conversationId],
  );
  return found && rowOf(turnColumns, found);
}

/** The turn at work and the one that comes next, as far as there are such. */
export async function openTurns(tx: SqlTransaction, conversationId: string): Promise<TurnRow[]> {
  const found = await tx.query<Record<string, unknown>>(
    `${turnSelect} WHERE conversation_id = ? AND status IN ('running', 'queued') ORDER BY place LIMIT 2`,
    [conversationId],
  );
  return found.map((row) => rowOf(turnColumns, row));
}

export async function findTurn(tx: SqlTransaction, taskId: string): Promise<TurnRow | undefined> {
  const [found] = await tx.query<Record<string, unknown>>(`${turnSelect} WHERE id = ?`, [taskId]);
  return found && rowOf(turnColumns, found);
}

export async function countQueued(tx: SqlTransaction, conversationId: string): Promise<number> {
  const [found] = await tx.query<{ n: number }>(
    "SELECT COUNT(*) AS n FROM conversation_turns WHERE conversation_id = ? AND status = 'queued'",
    [conversationId],
  );
  return Number(found?.n ?? 0);
}

export const insertTurn = (tx: SqlTransaction, row: TurnRow): void =>
  insertRowsLater(tx, 'conversation_turns', turnColumns, [row]);

export const insertConversation = (tx: SqlTransaction, row: ConversationRow): void =>
  insertRowsLater(tx, 'conversations', conversationColumns, [row]);

type Said = Pick<MessageRow, 'role' | 'content'> &
  Partial<Pick<MessageRow, 'kind' | 'extra' | 'outside' | 'taskId' | 'jobId' | 'userId'>>;

/** Adds a message at the end of a conversation whose row is locked, and counts it there. */
export function say(tx: SqlTransaction, conversation: ConversationRow, at: number, said: Said): MessageRow {
  const row: MessageRow = {
    kind: 'message',
    extra: {},
    outside: false,
    taskId: null,
    jobId: null,
    userId: null,
    ...said,
    id: newId('message'),
    companyId: conversation.companyId,
    conversationId: conversation.id,
    seq: (conversation.lastSeq += 1),
    createdAt: at,
  };
  conversation.updatedAt = at;
  if (row.outside) conversation.outside = true;
  if (row.kind === 'message') conversation.freshChars += row.content.length;
  insertRowsLater(tx, 'conversation_messages', messageColumns, [row]);
  return row;
}
