import type { Task } from '#libs/contracts';
import type { TaskRow } from './task.entity.js';

const childrenOf = (row: TaskRow): Task['childUsage'] => ({
  inputTokens: row.childInputTokens,
  outputTokens: row.childOutputTokens,
  costMicros: row.childCostMicros,
});
const totalOf = (row: TaskRow): Task['usage'] => ({
  inputTokens: row.inputTokens + row.childInputTokens,
  outputTokens: row.outputTokens + row.childOutputTokens,
  costMicros: row.costMicros + row.childCostMicros,
});

const iso = (ms: number) => new Date(ms).toISOString();

/** A task as the API shows it. */
export const taskView = (row: TaskRow): Task => ({
  id: row.id,
  agentId: row.agentId,
  agentName: row.agentName,
  agentVersion: row.agentVersion,
  assignment: row.assignment,
  status: row.status,
  goal: row.goal,
  input: row.input,
  answer: row.answer,
  data: row.data,
  error: row.error,
  turns: row.turns,
  usage: totalOf(row),
  childUsage: childrenOf(row),
  runId: row.runId,
  stepPath: row.stepPath,
  parentTaskId: row.parentTaskId,
  conversationId: row.conversationId,
  handedOff: row.handedOff,
  rating: row.rating,
  createdAt: iso(row.createdAt),
  finishedAt: row.finishedAt === null ? null : iso(row.finishedAt),
});
