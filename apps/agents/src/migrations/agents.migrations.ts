import { addColumn, addIndex, createTable, type Migration } from '#libs/platform/database';
import { agentColumns, agentVersionColumns } from '../features/agents/agent.entity.js';
import { a2aTaskColumns } from '../features/a2a/a2a-task.entity.js';
import { agentExposureColumns } from '../features/exposures/agent-exposure.entity.js';
import { taskColumns } from '../features/tasks/task.entity.js';

export const agentsMigrations: readonly Migration[] = [
  { name: '0001-agents', change: createTable('agents', { columns: agentColumns, unique: [['companyId', 'nameKey']] }) },
  {
    name: '0002-agent-versions',
    change: createTable('agent_versions', { columns: agentVersionColumns, unique: [['agentId', 'version']] }),
  },
  {
    name: '0003-tasks',
    change: createTable('tasks', {
      columns: taskColumns,
      unique: [['companyId', 'requestKey']],
      indexes: [['companyId', 'id']],
    }),
  },
  { name: '0004-agent-external-id', change: addColumn('agents', 'externalId', agentColumns.externalId) },
  { name: '0005-agent-external-id', change: addIndex('agents', ['companyId', 'externalId']) },
  {
    name: '0040-agent-exposures',
    change: createTable('agent_exposures', { columns: agentExposureColumns, unique: [['companyId', 'tool']] }),
  },
  {
    name: '0041-a2a-tasks',
    change: createTable('a2a_tasks', {
      columns: a2aTaskColumns,
      unique: [['companyId', 'agentId', 'messageId']],
      indexes: [
        ['companyId', 'agentId', 'contextId', 'createdAt'],
        ['companyId', 'agentId', 'id'],
      ],
    }),
  },
];
