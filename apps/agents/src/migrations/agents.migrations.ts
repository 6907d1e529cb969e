import { addColumn, addIndex, createTable, type Migration } from '#libs/platform/database';
import { agentColumns, agentVersionColumns } from '../features/agents/agent.entity.js';
import { customToolColumns, toolVersionColumns } from '../features/tools/custom/custom-tool.entity.js';
import { toolSettingsColumns } from '../features/tools/settings/tool-settings.entity.js';
import { a2aTaskColumns } from '../features/a2a/a2a-task.entity.js';
import { agentExposureColumns } from '../features/exposures/agent-exposure.entity.js';
import { conversationColumns, messageColumns, turnColumns } from '../features/conversations/conversation.entity.js';
import { jobColumns } from '../features/jobs/job.entity.js';
import { knowledgeBaseColumns } from '../features/knowledge/bases/knowledge-base.entity.js';
import { knowledgeDocumentColumns } from '../features/knowledge/documents/knowledge-document.entity.js';
import {
  knowledgeEvaluationColumns,
  knowledgeQuestionColumns,
} from '../features/knowledge/evaluation/knowledge-evaluation.entity.js';
import { knowledgeSourceColumns } from '../features/knowledge/sources/knowledge-source.entity.js';
import { toolRequestColumns } from '../features/orchestrator/tool-request.entity.js';
import { taskColumns } from '../features/tasks/task.entity.js';
import { memoryColumns, memoryCursorColumns } from '../features/memory/memory.entity.js';

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
  { name: '0010-agent-version-name', change: addColumn('agent_versions', 'name', agentVersionColumns.name) },
  { name: '0011-agent-version-by', change: addColumn('agent_versions', 'createdBy', agentVersionColumns.createdBy) },
  { name: '0012-task-parent', change: addColumn('tasks', 'parentTaskId', taskColumns.parentTaskId) },
  { name: '0019-task-parent-step', change: addColumn('tasks', 'parentStep', taskColumns.parentStep) },
  { name: '0013-task-conversation', change: addColumn('tasks', 'conversationId', taskColumns.conversationId) },
  { name: '0014-task-handed-off', change: addColumn('tasks', 'handedOff', taskColumns.handedOff) },
  { name: '0015-task-rating', change: addColumn('tasks', 'rating', taskColumns.rating) },
  { name: '0016-task-score', change: addColumn('tasks', 'score', taskColumns.score) },
  { name: '0017-tasks-of-agents', change: addIndex('tasks', ['companyId', 'agentId', 'id']) },
  { name: '0018-tasks-of-tasks', change: addIndex('tasks', ['companyId', 'parentTaskId', 'id']) },
  {
    name: '0020-conversations',
    change: createTable('conversations', {
      columns: conversationColumns,
      indexes: [
        ['companyId', 'updatedAt', 'id'],
        ['companyId', 'agentId', 'updatedAt', 'id'],
      ],
    }),
  },
  {
    name: '0021-conversation-messages',
    change: createTable('conversation_messages', { columns: messageColumns, unique: [['conversationId', 'seq']] }),
  },
  {
    name: '0022-conversation-turns',
    change: createTable('conversation_turns', {
      columns: turnColumns,
      unique: [['conversationId', 'place']],
      indexes: [['conversationId', 'status', 'place']],
    }),
  },
  {
    name: '0023-jobs',
    change: createTable('jobs', {
      columns: jobColumns,
      unique: [['companyId', 'requestKey']],
      indexes: [['companyId', 'id'], ['companyId', 'status', 'id'], ['conversationId', 'finishedAt'], ['taskId']],
    }),
  },
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
  { name: '0050-task-outside', change: addColumn('tasks', 'outside', taskColumns.outside) },
  { name: '0051-task-children', change: addColumn('tasks', 'childInputTokens', taskColumns.childInputTokens) },
  { name: '0052-task-children', change: addColumn('tasks', 'childOutputTokens', taskColumns.childOutputTokens) },
  { name: '0053-task-children', change: addColumn('tasks', 'childCostMicros', taskColumns.childCostMicros) },
  {
    name: '0060-knowledge-bases',
    change: createTable('knowledge_bases', { columns: knowledgeBaseColumns, unique: [['companyId', 'nameKey']] }),
  },
  {
    name: '0061-knowledge-documents',
    change: createTable('knowledge_documents', {
      columns: knowledgeDocumentColumns,
      unique: [['baseId', 'place']],
      indexes: [
        ['companyId', 'id'],
        ['baseId', 'status', 'id'],
        ['baseId', 'contentHash'],
        ['sourceId', 'id'],
        ['duplicateOf'],
      ],
    }),
  },
  {
    name: '0062-knowledge-sources',
    change: createTable('knowledge_sources', {
      columns: knowledgeSourceColumns,
      indexes: [
        ['companyId', 'baseId', 'id'],
        ['status', 'nextSyncAt'],
      ],
    }),
  },
  {
    name: '0063-knowledge-questions',
    change: createTable('knowledge_questions', {
      columns: knowledgeQuestionColumns,
      indexes: [['companyId', 'baseId', 'id']],
    }),
  },
  {
    name: '0064-knowledge-evaluations',
    change: createTable('knowledge_evaluations', {
      columns: knowledgeEvaluationColumns,
      indexes: [['companyId', 'baseId', 'id']],
    }),
  },
  {
    name: '0070-memories',
    change: createTable('memories', {
      columns: memoryColumns,
      unique: [['companyId', 'about', 'ownerId', 'contentHash']],
      indexes: [['companyId', 'about', 'ownerId', 'id'], ['companyId', 'about', 'ownerId', 'updatedAt'], ['expiresAt']],
    }),
  },
  {
    name: '0071-memory-cursors',
    change: createTable('memory_cursors', { columns: memoryCursorColumns, primary: ['conversationId'] }),
  },
  { name: '0080-task-assignment', change: addColumn('tasks', 'assignment', taskColumns.assignment) },
  {
    name: '0081-tool-requests',
    change: createTable('tool_requests', {
      columns: toolRequestColumns,
      unique: [['companyId', 'requestKey']],
      indexes: [
        ['companyId', 'id'],
        ['companyId', 'status', 'id'],
        ['companyId', 'toolId', 'id'],
        ['companyId', 'taskId', 'id'],
      ],
    }),
  },
];
