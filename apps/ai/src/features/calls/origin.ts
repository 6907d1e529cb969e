import { column } from '#libs/platform/database';
import type { Asking } from './asking.js';

/** Where what is written down about a call belongs: columns of its row. */
export const originColumns = {
  runId: column.id().nullable(),
  stepPath: column.text(700).nullable(),
  workflowId: column.id().nullable(),
  agentId: column.id().nullable(),
  taskId: column.id().nullable(),
  userId: column.id().nullable(),
};

/** What stands in them. */
export const originOf = ({ caller, origin }: Asking) => ({
  runId: origin.runId ?? null,
  stepPath: origin.stepPath ?? null,
  workflowId: origin.workflowId ?? null,
  agentId: origin.agentId ?? null,
  taskId: origin.taskId ?? null,
  userId: caller.userId ?? null,
});
