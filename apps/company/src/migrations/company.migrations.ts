import { createTable, type Migration } from '#libs/platform/database';
import { companyColumns } from '../features/companies/company.entity.js';
import { memberColumns } from '../features/members/member.entity.js';
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
];
