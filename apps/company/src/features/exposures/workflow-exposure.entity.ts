import { column, defineEntity, type RowOf } from '#libs/platform/database';

/** Whether a workflow is offered to programs outside, and under which name. `id` is the workflow's. */
export const workflowExposureColumns = {
  id: column.id(),
  companyId: column.id(),
  mcp: column.bool(),
  tool: column.key(64),
  description: column.text(2000),
  updatedAt: column.millis(),
};
export type WorkflowExposureRow = RowOf<typeof workflowExposureColumns>;
export const workflowExposureEntity = defineEntity('workflow_exposures', workflowExposureColumns, {
  audit: { noun: 'workflow-exposure', label: 'tool', quiet: ['updatedAt'] },
});
