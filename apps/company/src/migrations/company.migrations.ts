/* Longer than most files because it is the one list of all changes of the tables, in their order. */
import { addColumn, addIndex, createTable, type Migration } from '#libs/platform/database';
import { artifactColumns } from '../features/artifacts/artifact.entity.js';
import { auditEventColumns, auditHeadColumns } from '../features/audit/audit-event.entity.js';
import { chatColumns, chatTurnColumns } from '../features/chats/chat.entity.js';
import { companyColumns } from '../features/companies/company.entity.js';
import {
  credentialColumns,
  credentialFlowColumns,
  credentialTokenColumns,
  credentialUseColumns,
} from '../features/credentials/credential.entity.js';
import { goalColumns, goalPolicyColumns, goalResultColumns } from '../features/goals/goal.entity.js';
import {
  inboxAnswerColumns,
  inboxAssigneeColumns,
  inboxDraftColumns,
  inboxEventColumns,
  inboxItemColumns,
} from '../features/inbox/inbox-item.entity.js';
import { deadLetterColumns } from '../features/dead-letters/dead-letter.entity.js';
import { companyLimitColumns, startRateColumns, workflowLimitColumns } from '../features/limits/limits.entity.js';
import { invitationColumns } from '../features/invitations/invitation.entity.js';
import { memberColumns } from '../features/members/member.entity.js';
import { pendingColumns, retentionColumns } from '../features/retention/retention.entity.js';
import { runColumns } from '../features/runs/run.entity.js';
import { sampleColumns } from '../features/samples/sample.entity.js';
import { firingColumns } from '../features/schedules/firing.entity.js';
import { templateColumns } from '../features/templates/template.entity.js';
import { triggerColumns } from '../features/triggers/trigger.entity.js';
import { versionColumns, workflowColumns } from '../features/workflows/workflow.entity.js';
import { widgetColumns } from '../features/widgets/widget.entity.js';
import { workflowExposureColumns } from '../features/exposures/workflow-exposure.entity.js';

export const companyMigrations: readonly Migration[] = [
  { name: '0001-companies', change: createTable('companies', { columns: companyColumns, unique: [['createdFor']] }) },
  {
    name: '0002-members',
    change: createTable('members', {
      columns: memberColumns,
      unique: [['companyId', 'userId']],
      indexes: [['userId'], ['companyId', 'name']],
    }),
  },
  {
    name: '0003-workflows',
    change: createTable('workflows', { columns: workflowColumns, indexes: [['companyId', 'deleted', 'updatedAt']] }),
  },
  {
    name: '0004-workflow-versions',
    change: createTable('workflow_versions', {
      columns: versionColumns,
      unique: [['workflowId', 'version']],
      indexes: [['companyId', 'workflowId', 'version']],
    }),
  },
  {
    name: '0005-runs',
    change: createTable('runs', {
      columns: runColumns,
      indexes: [
        ['companyId', 'id'],
        ['companyId', 'workflowId', 'id'],
        ['companyId', 'status', 'id'],
      ],
    }),
  },
  {
    name: '0006-inbox-items',
    change: createTable('inbox_items', {
      columns: inboxItemColumns,
      unique: [['stepKey']],
      indexes: [
        ['companyId', 'status', 'id'],
        ['runId', 'status'],
      ],
    }),
  },
  {
    name: '0007-artifacts',
    change: createTable('artifacts', {
      columns: artifactColumns,
      unique: [['companyId', 'originKey']],
      indexes: [
        ['companyId', 'id'],
        ['companyId', 'runId', 'id'],
      ],
    }),
  },
  {
    name: '0008-inbox-assignees',
    change: createTable('inbox_assignees', {
      columns: inboxAssigneeColumns,
      primary: ['itemId', 'assignee'],
      indexes: [['companyId', 'assignee', 'itemId']],
    }),
  },
  {
    name: '0009-inbox-answers',
    change: createTable('inbox_answers', {
      columns: inboxAnswerColumns,
      primary: ['itemId', 'userId'],
      indexes: [['userId', 'itemId']],
    }),
  },
  { name: '0010-run-request-key', change: addColumn('runs', 'requestKey', runColumns.requestKey) },
  { name: '0011-run-request-key', change: addIndex('runs', ['companyId', 'requestKey'], { unique: true }) },
  {
    name: '0012-credentials',
    change: createTable('credentials', { columns: credentialColumns, indexes: [['companyId', 'id']] }),
  },
  { name: '0013-inbox-rejections', change: addColumn('inbox_items', 'rejections', inboxItemColumns.rejections) },
  { name: '0014-inbox-delegations', change: addColumn('inbox_items', 'delegations', inboxItemColumns.delegations) },
  { name: '0015-inbox-escalate-to', change: addColumn('inbox_items', 'escalateTo', inboxItemColumns.escalateTo) },
  { name: '0016-inbox-escalate-at', change: addColumn('inbox_items', 'escalateAt', inboxItemColumns.escalateAt) },
  { name: '0017-inbox-escalated-at', change: addColumn('inbox_items', 'escalatedAt', inboxItemColumns.escalatedAt) },
  { name: '0018-inbox-step-kind', change: addColumn('inbox_items', 'stepKind', inboxItemColumns.stepKind) },
  {
    name: '0019-inbox-events',
    change: createTable('inbox_events', { columns: inboxEventColumns, indexes: [['itemId', 'seq']] }),
  },
  {
    name: '0020-inbox-drafts',
    change: createTable('inbox_drafts', { columns: inboxDraftColumns, primary: ['itemId', 'userId'] }),
  },
  {
    name: '0021-triggers',
    change: createTable('triggers', {
      columns: triggerColumns,
      unique: [['workflowId', 'node'], ['tokenHash']],
      indexes: [['companyId', 'workflowId', 'id'], ['companyId', 'kind', 'subject'], ['dueAt']],
    }),
  },
  {
    name: '0022-company-limits',
    change: createTable('company_limits', { columns: companyLimitColumns, primary: ['companyId'] }),
  },
  {
    name: '0023-workflow-limits',
    change: createTable('workflow_limits', {
      columns: workflowLimitColumns,
      primary: ['workflowId'],
      indexes: [['companyId']],
    }),
  },
  {
    name: '0024-start-rates',
    change: createTable('start_rates', { columns: startRateColumns, indexes: [['companyId']] }),
  },
  {
    name: '0025-dead-letters',
    change: createTable('dead_letters', {
      columns: deadLetterColumns,
      unique: [['companyId', 'source', 'originKey']],
      indexes: [['companyId', 'status', 'id'], ['companyId', 'status', 'source', 'id'], ['runId']],
    }),
  },
  { name: '0026-run-parent', change: addColumn('runs', 'parentRunId', runColumns.parentRunId) },
  { name: '0027-run-parent-step', change: addColumn('runs', 'parentStep', runColumns.parentStep) },
  { name: '0028-run-rerun-of', change: addColumn('runs', 'rerunOf', runColumns.rerunOf) },
  { name: '0029-run-parent', change: addIndex('runs', ['companyId', 'parentRunId', 'id']) },
  {
    name: '0030-trigger-firings',
    change: createTable('trigger_firings', {
      columns: firingColumns,
      unique: [['triggerId', 'occasion']],
      indexes: [['companyId', 'triggerId', 'id'], ['triggerId', 'id'], ['status', 'triggerId'], ['createdAt']],
    }),
  },
  {
    name: '0031-workflow-samples',
    change: createTable('workflow_samples', {
      columns: sampleColumns,
      unique: [['workflowId', 'node']],
      indexes: [['companyId', 'workflowId', 'id']],
    }),
  },
  { name: '0032-run-chain', change: addColumn('runs', 'chain', runColumns.chain) },
  { name: '0033-run-expired', change: addColumn('runs', 'expiredAt', runColumns.expiredAt) },
  {
    name: '0034-company-retention',
    change: createTable('company_retention', { columns: retentionColumns, primary: ['companyId'] }),
  },
  {
    name: '0035-retention-pending',
    change: createTable('retention_pending', {
      columns: pendingColumns,
      primary: ['runId'],
      indexes: [['companyId', 'runId']],
    }),
  },
  { name: '0036-dead-letters-open', change: addIndex('dead_letters', ['status', 'source']) },
  { name: '0037-inbox-budget', change: addColumn('inbox_items', 'budget', inboxItemColumns.budget) },
  { name: '0038-inbox-task', change: addColumn('inbox_items', 'taskId', inboxItemColumns.taskId) },
  { name: '0039-inbox-agent', change: addColumn('inbox_items', 'agentId', inboxItemColumns.agentId) },
  { name: '0040-inbox-agent-name', change: addColumn('inbox_items', 'agentName', inboxItemColumns.agentName) },
  { name: '0041-inbox-reply', change: addColumn('inbox_items', 'reply', inboxItemColumns.reply) },
  {
    name: '0040-workflow-exposures',
    change: createTable('workflow_exposures', {
      columns: workflowExposureColumns,
      unique: [['companyId', 'tool']],
    }),
  },
  { name: '0042-artifact-task', change: addColumn('artifacts', 'taskId', artifactColumns.taskId) },
  { name: '0043-artifact-task', change: addIndex('artifacts', ['companyId', 'taskId', 'id']) },
  {
    name: '0044-audit-events',
    change: createTable('audit_events', {
      columns: auditEventColumns,
      unique: [['companyId', 'seq'], ['eventId']],
      indexes: [
        ['companyId', 'at'],
        ['companyId', 'actorUserId', 'seq'],
        ['companyId', 'action', 'seq'],
        ['companyId', 'targetId', 'seq'],
      ],
    }),
  },
  {
    name: '0045-audit-heads',
    change: createTable('audit_heads', { columns: auditHeadColumns, primary: ['companyId'] }),
  },
  { name: '0046-audit-retention', change: addColumn('company_retention', 'auditDays', retentionColumns.auditDays) },
  { name: '0060-company-security', change: addColumn('companies', 'security', companyColumns.security) },
  {
    name: '0061-invitations',
    change: createTable('invitations', {
      columns: invitationColumns,
      unique: [['hash']],
      indexes: [['companyId', 'id']],
    }),
  },
  {
    name: '0070-company-deactivated',
    change: addColumn('companies', 'deactivatedAt', companyColumns.deactivatedAt),
  },
  { name: '0071-company-delete-at', change: addColumn('companies', 'deleteAt', companyColumns.deleteAt) },
  { name: '0072-companies-delete-at', change: addIndex('companies', ['deleteAt']) },
  { name: '0073-member-deactivated', change: addColumn('members', 'deactivatedAt', memberColumns.deactivatedAt) },
  {
    name: '0074-credential-tokens',
    change: createTable('credential_tokens', { columns: credentialTokenColumns, indexes: [['companyId', 'id']] }),
  },
  {
    name: '0075-credential-flows',
    change: createTable('credential_flows', { columns: credentialFlowColumns, indexes: [['expiresAt']] }),
  },
  {
    name: '0076-credential-uses',
    change: createTable('credential_uses', {
      columns: credentialUseColumns,
      indexes: [['companyId', 'credentialId', 'lastAt']],
    }),
  },
  {
    name: '0077-goals',
    change: createTable('goals', {
      columns: goalColumns,
      unique: [['workflowId']],
      indexes: [
        ['companyId', 'id'],
        ['companyId', 'status', 'id'],
      ],
    }),
  },
  {
    name: '0078-goal-results',
    change: createTable('goal_results', {
      columns: goalResultColumns,
      unique: [['goalId', 'runId']],
      indexes: [['companyId', 'goalId', 'id']],
    }),
  },
  {
    name: '0079-goal-policies',
    change: createTable('goal_policies', { columns: goalPolicyColumns, primary: ['companyId'] }),
  },
  {
    name: '0080-chats',
    change: createTable('chats', {
      columns: chatColumns,
      unique: [['tokenHash']],
      indexes: [
        ['companyId', 'workflowId', 'updatedAt', 'id'],
        ['companyId', 'widgetId', 'id'],
      ],
    }),
  },
  {
    name: '0081-chat-turns',
    change: createTable('chat_turns', {
      columns: chatTurnColumns,
      unique: [['chatId', 'seq']],
      indexes: [['companyId', 'id']],
    }),
  },
  {
    name: '0082-widgets',
    change: createTable('widgets', {
      columns: widgetColumns,
      unique: [['publicId']],
      indexes: [['companyId', 'id']],
    }),
  },
  {
    name: '0083-templates',
    change: createTable('templates', { columns: templateColumns, indexes: [['companyId', 'id']] }),
  },
];
