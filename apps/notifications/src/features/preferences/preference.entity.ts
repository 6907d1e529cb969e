import type { NotificationPreferences } from '#libs/contracts';
import { column, defineEntity, type RowOf } from '#libs/platform/database';

/** How one person of a company wants to be told. */
export const preferenceColumns = {
  id: column.id(),
  companyId: column.id(),
  userId: column.id(),
  preferences: column.json<NotificationPreferences>(),
  updatedAt: column.millis(),
};
export type PreferenceRow = RowOf<typeof preferenceColumns>;
export const preferenceEntity = defineEntity('notification_preferences', preferenceColumns, {
  audit: { none: 'how somebody wants to be told is their own affair' },
});
