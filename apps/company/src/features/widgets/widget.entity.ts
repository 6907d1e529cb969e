import { column, defineEntity, type RowOf } from '#libs/platform/database';

/** An agent or a workflow as a chat on web pages of others. */
export const widgetColumns = {
  id: column.id(),
  companyId: column.id(),
  name: column.text(200),
  kind: column.key<'workflow' | 'agent'>(16),
  targetId: column.id(),
  /** By which pages name it: 128 random bits, no secret. */
  publicId: column.key(32),
  title: column.text(200),
  greeting: column.text(2000),
  language: column.key<'en' | 'de'>(8),
  origins: column.json<string[]>(),
  perMinute: column.int(),
  enabled: column.bool(),
  createdAt: column.millis(),
};
export type WidgetRow = RowOf<typeof widgetColumns>;
export const widgetEntity = defineEntity('widgets', widgetColumns, {
  audit: { noun: 'widget', label: 'name' },
});
