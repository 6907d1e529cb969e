import { Injectable } from '@nestjs/common';
import { AppError } from '#libs/contracts';
import { Database, TenantRepository } from '#libs/platform/database';
import { versionEntity, workflowEntity, type VersionRow, type WorkflowRow } from './workflow.entity.js';

@Injectable()
export class WorkflowRepository extends TenantRepository<WorkflowRow> {
  constructor(db: Database) {
    super(db, workflowEntity);
  }

  /** @throws WORKFLOW_NOT_FOUND, also for a deleted one */
  async require(companyId: string, id: string): Promise<WorkflowRow> {
    const row = await this.findOne(companyId, { id, deleted: false });
    if (!row) throw new AppError('WORKFLOW_NOT_FOUND');
    return row;
  }
}

@Injectable()
export class VersionRepository extends TenantRepository<VersionRow> {
  constructor(db: Database) {
    super(db, versionEntity);
  }

  /** @throws VERSION_NOT_FOUND */
  async require(companyId: string, workflowId: string, version: number): Promise<VersionRow> {
    const row = await this.findOne(companyId, { workflowId, version });
    if (!row) throw new AppError('VERSION_NOT_FOUND', { detail: `There is no version ${version} of this workflow` });
    return row;
  }
}
