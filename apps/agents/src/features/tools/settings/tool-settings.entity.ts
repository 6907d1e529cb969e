import type { ToolSettings } from '#libs/contracts';
import { column, defineEntity, type RowOf } from '#libs/platform/database';

/** One row a company, whose id is the company's. */
export const toolSettingsColumns = {
  id: column.id(),
  companyId: column.id(),
  settings: column.json<ToolSettings>(),
  updatedAt: column.millis(),
};
export type ToolSettingsRow = RowOf<typeof toolSettingsColumns>;
export const toolSettingsEntity = defineEntity('tool_settings', toolSettingsColumns, {
  audit: { noun: 'tool-settings', quiet: ['updatedAt'] },
});
