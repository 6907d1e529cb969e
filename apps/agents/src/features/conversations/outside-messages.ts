import type { SqlTransaction } from '#libs/durable';

/** More is not kept at hand; beyond it everything that the task is asked counts as from outside. Characters. */
const mostChars = 1_000_000;

/** What strangers wrote of a conversation, the newest first: also what is summed up, since a summary may repeat it. */
export async function outsideMessages(
  tx: SqlTransaction,
  conversationId: string,
): Promise<{ texts: string[]; isCut: boolean }> {
  const rows = await tx.query<{ content: string }>(
    'SELECT content FROM conversation_messages WHERE conversation_id = ? AND outside = 1 ORDER BY seq DESC',
    [conversationId],
  );
  let left = mostChars;
  const texts = rows.map(({ content }) => content).filter(({ length }) => (left -= length) >= 0);
  return { texts, isCut: texts.length < rows.length };
}
