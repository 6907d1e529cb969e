import { addIndex, createTable, type Migration } from '#libs/platform/database';
import { askColumns } from '../features/asks/ask.entity.js';
import { feedbackColumns } from '../features/tasks/feedback.entity.js';
import { aiCallColumns } from '../features/usage/ai-call.entity.js';

export const aiMigrations: readonly Migration[] = [
  { name: '0001-asks', change: createTable('ai_asks', { columns: askColumns, indexes: [['expiresAt']] }) },
  {
    name: '0002-calls',
    change: createTable('ai_calls', { columns: aiCallColumns, indexes: [['companyId', 'runId']] }),
  },
  { name: '0003-calls-by-time', change: addIndex('ai_calls', ['companyId', 'id']) },
  {
    name: '0040-feedback',
    change: createTable('ai_feedback', { columns: feedbackColumns, indexes: [['companyId', 'scope', 'id']] }),
  },
];
