import { addColumn, addIndex, changeRows, createTable, type Migration } from '#libs/platform/database';
import { keptAnswerColumns } from '../features/answer-cache/kept-answer.entity.js';
import { askColumns } from '../features/asks/ask.entity.js';
import { budgetColumns, counterColumns, raiseColumns, reservationColumns } from '../features/budgets/budget.entity.js';
import { providerAccountColumns } from '../features/accounts/provider-account.entity.js';
import { catalogueColumns } from '../features/models/catalogue.entity.js';
import { modelCheckColumns } from '../features/models/model-check.entity.js';
import { modelPriceColumns } from '../features/models/model-price.entity.js';
import { agentPolicyColumns, verdictColumns } from '../features/guardrails/verdict.entity.js';
import { recordingColumns } from '../features/recordings/recording.entity.js';
import { aiSettingsColumns } from '../features/settings/ai-settings.entity.js';
import { benchColumns, cellColumns } from '../features/prompts/bench.entity.js';
import { promptColumns, promptVersionColumns } from '../features/prompts/prompt.entity.js';
import { feedbackColumns } from '../features/tasks/feedback.entity.js';
import { aiCallColumns } from '../features/usage/ai-call.entity.js';
import { spendColumns } from '../features/usage/spend.entity.js';
import { sumUpSoFar } from './sum-up-so-far.js';

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
  ...(['savedMicros', 'cached', 'rerouted', 'cacheWriteTokens', 'reasoningTokens', 'outcome', 'firstMs'] as const).map(
    (name): Migration => ({
      name: `0020-calls-${name}`,
      change: addColumn('ai_calls', name, aiCallColumns[name]),
    }),
  ),
  { name: '0021-calls-by-clock', change: addIndex('ai_calls', ['companyId', 'at', 'id']) },
  {
    name: '0022-spend',
    change: createTable('ai_spend', { columns: spendColumns, indexes: [['companyId', 'quarter']] }),
  },
  { name: '0023-spend-so-far', change: changeRows('sum up the calls so far', sumUpSoFar) },
  { name: '0024-budgets', change: createTable('ai_budgets', { columns: budgetColumns, indexes: [['companyId']] }) },
  {
    name: '0025-budget-counters',
    change: createTable('ai_budget_counters', { columns: counterColumns, indexes: [['companyId', 'budgetId']] }),
  },
  {
    name: '0026-budget-reservations',
    change: createTable('ai_budget_reservations', { columns: reservationColumns, indexes: [['expiresAt']] }),
  },
  {
    name: '0027-budget-raises',
    change: createTable('ai_budget_raises', { columns: raiseColumns, indexes: [['companyId', 'counterId']] }),
  },
  {
    name: '0028-kept-answers',
    change: createTable('ai_kept_answers', {
      columns: keptAnswerColumns,
      indexes: [['companyId', 'rest', 'createdAt'], ['expiresAt']],
    }),
  },
  {
    name: '0040-feedback',
    change: createTable('ai_feedback', { columns: feedbackColumns, indexes: [['companyId', 'scope', 'id']] }),
  },
  {
    name: '0041-prompts',
    change: createTable('ai_prompts', {
      columns: promptColumns,
      unique: [['companyId', 'nameKey']],
      indexes: [['companyId', 'deleted', 'updatedAt']],
    }),
  },
  {
    name: '0042-prompt-versions',
    change: createTable('ai_prompt_versions', {
      columns: promptVersionColumns,
      unique: [['companyId', 'promptId', 'version']],
    }),
  },
  {
    name: '0043-prompt-benches',
    change: createTable('ai_prompt_benches', {
      columns: benchColumns,
      indexes: [
        ['companyId', 'promptId', 'id'],
        ['status', 'leaseUntil'],
      ],
    }),
  },
  {
    name: '0044-prompt-bench-cells',
    change: createTable('ai_prompt_bench_cells', {
      columns: cellColumns,
      unique: [['companyId', 'benchId', 'position']],
    }),
  },
  {
    name: '0050-verdicts',
    change: createTable('ai_verdicts', {
      columns: verdictColumns,
      indexes: [['companyId', 'id'], ['companyId', 'runId', 'id'], ['at']],
    }),
  },
  {
    name: '0051-guard-policies',
    change: createTable('ai_guard_policies', { columns: agentPolicyColumns, primary: ['companyId', 'id'] }),
  },
  {
    name: '0052-recordings',
    change: createTable('ai_recordings', {
      columns: recordingColumns,
      unique: [['companyId', 'setName', 'requestHash']],
      indexes: [['companyId', 'id'], ['companyId', 'workflowId', 'requestHash'], ['expiresAt']],
    }),
  },
];
