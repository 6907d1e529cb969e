import type { ChatTurn } from '#libs/contracts';
import { column, defineEntity, type RowOf } from '#libs/platform/database';

/** Somebody's chat with a workflow, or a stranger's with an agent. */
export const chatColumns = {
  id: column.id(),
  companyId: column.id(),
  workflowId: column.id().nullable(),
  agentId: column.id().nullable(),
  /** The agent's side of it. */
  conversationId: column.id().nullable(),
  widgetId: column.id().nullable(),
  /** The member who began it. */
  userId: column.id().nullable(),
  /** SHA-256 of what a stranger's browser goes on with. */
  tokenHash: column.hash().nullable(),
  title: column.text(200),
  lastSeq: column.int(),
  createdAt: column.millis(),
  updatedAt: column.millis(),
};
export type ChatRow = RowOf<typeof chatColumns>;
export const chatEntity = defineEntity('chats', chatColumns, {
  audit: { none: 'what people say to workflows' },
});

/** One thing said, and what it was answered. */
export const chatTurnColumns = {
  id: column.id(),
  companyId: column.id(),
  chatId: column.id(),
  seq: column.int(),
  content: column.text(),
  status: column.key<ChatTurn['status']>(16),
  answer: column.text().nullable(),
  error: column.json<NonNullable<ChatTurn['error']>>().nullable(),
  runId: column.id().nullable(),
  /** The answer stands after this place in the run's history. */
  afterSeq: column.int(),
  createdAt: column.millis(),
  answeredAt: column.millis().nullable(),
};
export type ChatTurnRow = RowOf<typeof chatTurnColumns>;
export const chatTurnEntity = defineEntity('chat_turns', chatTurnColumns, {
  audit: { none: 'what people say to workflows' },
});
