import { createTable, type Migration } from '#libs/platform/database';
import { artifactColumns } from '../features/artifacts/artifact.entity.js';
import { companyColumns } from '../features/companies/company.entity.js';
import { inboxItemColumns } from '../features/inbox/inbox-item.entity.js';
import { memberColumns } from '../features/members/member.entity.js';
import { runColumns } from '../features/runs/run.entity.js';
import { versionColumns, workflowColumns } from '../features/workflows/workflow.entity.js';

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
];
