import { addIndex, createTable, type Migration } from '#libs/platform/database';
import { askColumns } from '../features/asks/ask.entity.js';
import { aiSettingsColumns } from '../features/settings/ai-settings.entity.js';
import { aiCallColumns } from '../features/usage/ai-call.entity.js';

export const aiMigrations: readonly Migration[] = [
  { name: '0001-asks', change: createTable('ai_asks', { columns: askColumns, indexes: [['expiresAt']] }) },
  {
    name: '0002-calls',
    change: createTable('ai_calls', { columns: aiCallColumns, indexes: [['companyId', 'runId']] }),
  },
  { name: '0003-calls-by-time', change: addIndex('ai_calls', ['companyId', 'id']) },
  { name: '0010-settings', change: createTable('ai_settings', { columns: aiSettingsColumns }) },
];
