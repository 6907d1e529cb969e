import { z } from 'zod';
import { watchedEvent } from './notification-watchers.js';
import { route } from './route.js';
import { timezone } from './timezone.js';

const tag = 'notifications';
const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected a time such as 22:00');
/** Absent: as the sender says. */
const choice = z.enum(['always', 'never']).optional();

export const digestPace = z.enum(['off', 'hourly', 'daily']);
/** How one person wants to be told what happens. Messages that workflows write themselves are not changed by it. */
export const notificationPreferences = z.strictObject({
  events: z
    .partialRecord(watchedEvent, z.strictObject({ in_app: choice, email: choice }))
    .meta({ description: 'By event and way: `always`, `never`; as the sender says where nothing stands' }),
  quietHours: z
    .strictObject({ from: timeOfDay, to: timeOfDay })
    .refine(({ from, to }) => from !== to, { path: ['to'], message: 'expected another time than the beginning' })
    .nullable()
    .meta({ description: 'In the zone below. Mail waits until they are over; null: none' }),
  timezone: timezone.meta({ description: 'Of quiet hours and digests' }),
  digest: digestPace.meta({ description: 'Mail gathered into one: at each full hour, or once a day' }),
  digestAt: timeOfDay.meta({ description: 'When the daily one comes' }),
});
export type NotificationPreferences = z.infer<typeof notificationPreferences>;

export const getNotificationPreferences = route({
  method: 'GET',
  path: '/notification-preferences',
  permission: 'notifications:read',
  tag,
  summary: 'How you want to be told',
  responses: { 200: notificationPreferences },
});
export const setNotificationPreferences = route({
  method: 'PUT',
  path: '/notification-preferences',
  permission: 'notifications:read',
  tag,
  summary: 'Set how you want to be told',
  body: notificationPreferences,
  responses: { 200: notificationPreferences },
});

export const notificationPreferenceRoutes = { getNotificationPreferences, setNotificationPreferences };
