import { addIndex, createTable, type Migration } from '#libs/platform/database';
import { askColumns } from '../features/asks/ask.entity.js';
import { providerAccountColumns } from '../features/accounts/provider-account.entity.js';
import { catalogueColumns } from '../features/models/catalogue.entity.js';
import { modelCheckColumns } from '../features/models/model-check.entity.js';
import { modelPriceColumns } from '../features/models/model-price.entity.js';
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
  {
    name: '0011-providers',
    change: createTable('ai_providers', {
      columns: providerAccountColumns,
      unique: [['companyId', 'slug']],
      indexes: [['checkedAt']],
    }),
  },
  {
    name: '0012-catalogues',
    change: createTable('ai_catalogues', { columns: catalogueColumns, indexes: [['companyId']] }),
  },
  {
    name: '0013-model-checks',
    change: createTable('ai_model_checks', { columns: modelCheckColumns, indexes: [['companyId', 'account']] }),
  },
  {
    name: '0014-model-prices',
    change: createTable('ai_model_prices', {
      columns: modelPriceColumns,
      unique: [['companyId', 'model', 'inForceFrom']],
    }),
  },
];
