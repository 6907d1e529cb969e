import { addIndex, createTable, type Migration } from '#libs/platform/database';
import { askColumns } from '../features/asks/ask.entity.js';
import { benchColumns, cellColumns } from '../features/prompts/bench.entity.js';
import { promptColumns, promptVersionColumns } from '../features/prompts/prompt.entity.js';
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
];
