import { column, defineEntity, type RowOf } from '#libs/platform/database';

/** Whether an agent is offered to programs outside, and under which name. `id` is the agent's. */
export const agentExposureColumns = {
  id: column.id(),
  companyId: column.id(),
  mcp: column.bool(),
  a2a: column.bool(),
  tool: column.key(64),
  description: column.text(2000),
  updatedAt: column.millis(),
};
export type AgentExposureRow = RowOf<typeof agentExposureColumns>;
export const agentExposureEntity = defineEntity('agent_exposures', agentExposureColumns, {
  audit: { noun: 'agent-exposure', label: 'tool', quiet: ['updatedAt'] },
});
