import { column, defineEntity, type RowOf } from '#libs/platform/database';

/** One row a company that set something. `id` is the company's. */
export const aiSettingsColumns = {
  id: column.id(),
  companyId: column.id(),
  /** What was set, section by section, without defaults: a new default reaches whoever never chose. */
  chosen: column.json<Record<string, Record<string, unknown>>>(),
  /** Grows with each change: two changes at once do not lose one. */
  revision: column.int(),
  updatedAt: column.millis(),
};
export type AiSettingsRow = RowOf<typeof aiSettingsColumns>;
export const aiSettingsEntity = defineEntity('ai_settings', aiSettingsColumns, {
  audit: { noun: 'ai-settings', quiet: ['revision', 'updatedAt'] },
});
