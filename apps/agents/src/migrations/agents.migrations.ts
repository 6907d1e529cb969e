import { addColumn, addIndex, createTable, type Migration } from '#libs/platform/database';
import { agentColumns, agentVersionColumns } from '../features/agents/agent.entity.js';
import { customToolColumns, toolVersionColumns } from '../features/tools/custom/custom-tool.entity.js';
import { toolSettingsColumns } from '../features/tools/settings/tool-settings.entity.js';
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
    name: '0030-custom-tools',
    change: createTable('custom_tools', {
      columns: customToolColumns,
      unique: [['companyId', 'name']],
      indexes: [['companyId', 'plainName']],
    }),
  },
  {
    name: '0031-custom-tool-versions',
    change: createTable('custom_tool_versions', {
      columns: toolVersionColumns,
      unique: [['toolId', 'version']],
      indexes: [['companyId', 'toolId', 'version']],
    }),
  },
  { name: '0032-tool-settings', change: createTable('tool_settings', { columns: toolSettingsColumns }) },
];
