import type { Conversation, ConversationMessage } from '#libs/contracts';
import { column, defineEntity, type RowOf } from '#libs/platform/database';

/** A conversation. Whoever changes what happens in it locks this row first, so that its messages and turns have one order. */
export const conversationColumns = {
  id: column.id(),
  companyId: column.id(),
  /** Who answers now; a hand-off changes it. */
  agentId: column.id(),
  /** The agent it began with, under which its messages still come in. */
  firstAgentId: column.id(),
  userId: column.id().nullable(),
  title: column.text(200),
  status: column.key<Conversation['status']>(16),
  webhookUrl: column.text(2000).nullable(),
  lastSeq: column.int(),
  lastPlace: column.int(),
  workingTaskId: column.id().nullable(),
  /** Characters that a model is told since the last summary. */
  freshChars: column.int(),
  /** Strangers wrote some of it. */
  outside: column.bool(),
  /** Set while a summary of the messages up to there is being written. */
  summingUpTo: column.int().nullable(),
  createdAt: column.millis(),
  updatedAt: column.millis(),
};
export type ConversationRow = RowOf<typeof conversationColumns>;
export const conversationEntity = defineEntity('conversations', conversationColumns, {
  audit: { none: 'what people and agents say to each other' },
});

/** What a message holds beside its text. */
export interface MessageExtra {
  data?: unknown;
  tool?: string;
  /** What the tool of a job was called with. */
  input?: unknown;
  jobs?: { id: string; tool: string; input: unknown }[];
  coversThrough?: number;
}

/** Never changed once written. */
export const messageColumns = {
  id: column.id(),
  companyId: column.id(),
  conversationId: column.id(),
  seq: column.int(),
  role: column.key<ConversationMessage['role']>(16),
  kind: column.key<ConversationMessage['kind']>(16),
  content: column.text(),
  extra: column.json<MessageExtra>(),
  /** Strangers wrote it, or it may hold what they wrote. */
  outside: column.bool(),
  taskId: column.id().nullable(),
  jobId: column.id().nullable(),
  userId: column.id().nullable(),
  createdAt: column.millis(),
};
export type MessageRow = RowOf<typeof messageColumns>;
export const messageEntity = defineEntity('conversation_messages', messageColumns, {
  audit: { none: 'what people and agents say to each other' },
});

/** What is said to the agent: it waits here until those before it are done, and becomes a message when its turn begins. Its id is the task's. */
export const turnColumns = {
  id: column.id(),
  companyId: column.id(),
  conversationId: column.id(),
  place: column.int(),
  status: column.key<'queued' | 'running' | 'done'>(16),
  role: column.key<'user' | 'tool'>(16),
  content: column.text(),
  extra: column.json<MessageExtra>(),
  outside: column.bool(),
  jobId: column.id().nullable(),
  userId: column.id().nullable(),
  /** Where the reply is posted to. */
  webhookUrl: column.text(2000).nullable(),
  /** Tokens are published as they come. */
  streams: column.bool(),
  /** The turn of the agent that it was handed to: its reply is the reply. */
  nextTaskId: column.id().nullable(),
  /** Where its reply stands. */
  replySeq: column.int().nullable(),
  /** Of its whole task, once that is over. */
  usage: column.json<{ inputTokens: number; outputTokens: number; costMicros: number }>().nullable(),
  createdAt: column.millis(),
};
export type TurnRow = RowOf<typeof turnColumns>;
export const turnEntity = defineEntity('conversation_turns', turnColumns, {
  audit: { none: 'what people and agents say to each other' },
});
