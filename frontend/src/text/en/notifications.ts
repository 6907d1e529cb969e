import type { Phrases } from '../phrase.js';

/** Notifications. */
export const notifications = {
  'notifications.title': 'Notifications',
  'notifications.readAll': 'Mark all as read',
  'notifications.unreadShort': 'unread',
  'notifications.unread': { one: '{count} unread', other: '{count} unread' },
  'notifications.empty': 'No notifications',
  'notifications.empty.help': 'Messages that workflows send you in the app come here.',
  'notifications.failed': 'Notifications could not be loaded.',
  'notifications.markRead': 'Mark as read',
  'notifications.new': 'new',
} as const satisfies Phrases;
