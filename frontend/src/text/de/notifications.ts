import type { Translated } from '../catalogue.js';
import type { notifications as english } from '../en/notifications.js';

/** Benachrichtigungen. */
export const notifications: Translated<typeof english> = {
  'notifications.title': 'Mitteilungen',
  'notifications.readAll': 'Alle als gelesen markieren',
  'notifications.unreadShort': 'ungelesen',
  'notifications.unread': { one: '{count} ungelesen', other: '{count} ungelesen' },
  'notifications.empty': 'Keine Mitteilungen',
  'notifications.empty.help': 'Nachrichten, die Ihnen Workflows in der App schicken, kommen hierher.',
  'notifications.failed': 'Die Mitteilungen konnten nicht geladen werden.',
  'notifications.markRead': 'Als gelesen markieren',
  'notifications.new': 'neu',
};
