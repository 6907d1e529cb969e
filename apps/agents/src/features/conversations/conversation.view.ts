import type { Conversation, ConversationMessage } from '#libs/contracts';
import type { ConversationRow, MessageRow } from './conversation.entity.js';

const iso = (ms: number) => new Date(ms).toISOString();

export const conversationView = (
  row: ConversationRow,
  { agentName, queued }: { agentName: string; queued: number },
): Conversation => ({
  id: row.id,
  agentId: row.agentId,
  agentName,
  title: row.title,
  status: row.status,
  lastSeq: row.lastSeq,
  workingTaskId: row.workingTaskId,
  queued,
  webhookUrl: row.webhookUrl,
  userId: row.userId,
  createdAt: iso(row.createdAt),
  updatedAt: iso(row.updatedAt),
});

export const messageView = (row: MessageRow): ConversationMessage => ({
  id: row.id,
  seq: row.seq,
  role: row.role,
  kind: row.kind,
  content: row.content,
  data: row.extra.data ?? null,
  taskId: row.taskId,
  jobId: row.jobId,
  tool: row.extra.tool ?? null,
  jobs: (row.extra.jobs ?? []).map(({ id, tool }) => ({ id, tool })),
  coversThrough: row.extra.coversThrough ?? null,
  userId: row.userId,
  createdAt: iso(row.createdAt),
});
