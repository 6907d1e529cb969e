import type { ToolRequest } from '#libs/contracts';
import { column, defineEntity, type RowOf } from '#libs/platform/database';

/** A tool that was missing, and what came of it. */
export const toolRequestColumns = {
  id: column.id(),
  companyId: column.id(),
  /** Asked again under the same key, it is the same request. */
  requestKey: column.key(191),
  name: column.text(100),
  purpose: column.text(4000),
  status: column.key<ToolRequest['status']>(16),
  source: column.key<NonNullable<ToolRequest['source']>>(16).nullable(),
  toolId: column.key(64).nullable(),
  toolName: column.text(64).nullable(),
  reason: column.text(4000),
  trials: column.json<ToolRequest['trials']>(),
  attempts: column.int(),
  /** Gets the tool. */
  agentId: column.id().nullable(),
  taskId: column.id().nullable(),
  requestedBy: column.id().nullable(),
  createdAt: column.millis(),
  finishedAt: column.millis().nullable(),
};
export type ToolRequestRow = RowOf<typeof toolRequestColumns>;
export const toolRequestEntity = defineEntity('tool_requests', toolRequestColumns, {
  audit: { noun: 'tool-request', label: 'name', quiet: ['attempts', 'finishedAt'] },
});
