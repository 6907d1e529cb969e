import type { Tool, ToolDefinition } from '#libs/contracts';
import { column, defineEntity, type RowOf } from '#libs/platform/database';

/** All that decides what a call does, and what models are told: an approval is bound to its hash. */
export interface ToolContent {
  name: string;
  title: string;
  description: string;
  definition: ToolDefinition;
  inputSchema: Record<string, unknown>;
  /** null: anything. */
  outputSchema: Record<string, unknown> | null;
  effect: Tool['effect'];
  risk: Tool['risk'];
  outside: boolean;
  async: boolean;
  /** Milliseconds. */
  timeoutMs: number;
}

export const customToolColumns = {
  id: column.id(),
  companyId: column.id(),
  name: column.key(64),
  /** Letters and digits of the name alone. */
  plainName: column.key(64),
  content: column.json<ToolContent>(),
  /** Of the content as somebody approved it; another content waits for approval. */
  approvedHash: column.hash().nullable(),
  approvedBy: column.id().nullable(),
  version: column.int(),
  createdAt: column.millis(),
  updatedAt: column.millis(),
};
export type CustomToolRow = RowOf<typeof customToolColumns>;
export const customToolEntity = defineEntity('custom_tools', customToolColumns, {
  audit: { noun: 'tool', label: 'name', quiet: ['plainName', 'updatedAt'], verbs: { approvedHash: 'approved' } },
});

export const toolVersionColumns = {
  id: column.id(),
  companyId: column.id(),
  toolId: column.id(),
  version: column.int(),
  hash: column.hash(),
  content: column.json<ToolContent>(),
  createdBy: column.id().nullable(),
  createdAt: column.millis(),
};
export type ToolVersionRow = RowOf<typeof toolVersionColumns>;
export const toolVersionEntity = defineEntity('custom_tool_versions', toolVersionColumns, {
  audit: { none: 'a version never changes, and the tool tells of it' },
});
