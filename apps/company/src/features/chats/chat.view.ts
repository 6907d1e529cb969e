import type { Chat, ChatTurn } from '#libs/contracts';
import type { ChatRow, ChatTurnRow } from './chat.entity.js';

const iso = (ms: number) => new Date(ms).toISOString();

export const chatView = ({ lastSeq, createdAt, updatedAt, ...row }: ChatRow): Chat => ({
  id: row.id,
  workflowId: row.workflowId,
  agentId: row.agentId,
  widgetId: row.widgetId,
  title: row.title,
  turns: lastSeq,
  createdAt: iso(createdAt),
  updatedAt: iso(updatedAt),
});

export const turnView = (row: ChatTurnRow): ChatTurn => ({
  seq: row.seq,
  content: row.content,
  status: row.status,
  answer: row.answer,
  error: row.error,
  runId: row.runId,
  createdAt: iso(row.createdAt),
  answeredAt: row.answeredAt === null ? null : iso(row.answeredAt),
});
