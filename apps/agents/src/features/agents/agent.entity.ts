import type { Agent, AgentVersion } from '#libs/contracts';
import { column, defineEntity, type RowOf } from '#libs/platform/database';

/** What can be edited. Each change is frozen as a version, and tasks stay on the one they began with. */
export type AgentConfig = AgentVersion['config'];

export const agentColumns = {
  id: column.id(),
  companyId: column.id(),
  name: column.text(100),
  /** Lower case: names that differ in case alone are the same. */
  nameKey: column.text(100),
  /** The id it had in the document it was imported from. */
  externalId: column.text(200).nullable(),
  status: column.key<Agent['status']>(16),
  version: column.int(),
  config: column.json<AgentConfig>(),
  createdAt: column.millis(),
  updatedAt: column.millis(),
};
export type AgentRow = RowOf<typeof agentColumns>;
export const agentEntity = defineEntity('agents', agentColumns, {
  audit: { noun: 'agent', label: 'name', quiet: ['nameKey', 'updatedAt'] },
});

export const agentVersionColumns = {
  id: column.id(),
  companyId: column.id(),
  agentId: column.id(),
  version: column.int(),
  config: column.json<AgentConfig>(),
  /** As it was called then. Versions of earlier releases do not know it. */
  name: column.text(100).nullable(),
  createdBy: column.id().nullable(),
  createdAt: column.millis(),
};
export type AgentVersionRow = RowOf<typeof agentVersionColumns>;
export const agentVersionEntity = defineEntity('agent_versions', agentVersionColumns, {
  audit: { none: 'a version never changes, and the agent tells of it' },
});
