import { addColumn, addIndex, createTable, type Migration } from '#libs/platform/database';
import { agentColumns, agentVersionColumns } from '../features/agents/agent.entity.js';
import { conversationColumns, messageColumns, turnColumns } from '../features/conversations/conversation.entity.js';
import { jobColumns } from '../features/jobs/job.entity.js';
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
  { name: '0020-task-conversation', change: addColumn('tasks', 'conversationId', taskColumns.conversationId) },
  {
    name: '0021-conversations',
    change: createTable('conversations', {
      columns: conversationColumns,
      indexes: [
        ['companyId', 'updatedAt', 'id'],
        ['companyId', 'agentId', 'updatedAt', 'id'],
      ],
    }),
  },
  {
    name: '0022-conversation-messages',
    change: createTable('conversation_messages', { columns: messageColumns, unique: [['conversationId', 'seq']] }),
  },
  {
    name: '0023-conversation-turns',
    change: createTable('conversation_turns', {
      columns: turnColumns,
      unique: [['conversationId', 'place']],
      indexes: [['conversationId', 'status', 'place']],
    }),
  },
  {
    name: '0024-jobs',
    change: createTable('jobs', {
      columns: jobColumns,
      unique: [['companyId', 'requestKey']],
      indexes: [['companyId', 'id'], ['companyId', 'status', 'id'], ['conversationId', 'finishedAt'], ['taskId']],
    }),
  },
];
