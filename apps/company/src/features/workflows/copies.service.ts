import { Injectable } from '@nestjs/common';
import { AppError, type Caller, type Workflow } from '#libs/contracts';
import { Database } from '#libs/platform/database';
import { PublishedTriggers } from '../triggers/published-triggers.js';
import { FreeNames } from './free-names.js';
import { VersionRepository, WorkflowRepository } from './workflow.repository.js';
import { WorkflowsService } from './workflows.service.js';

/** Second lives: copies, and workflows that were deleted. */
@Injectable()
export class CopiesService {
  constructor(
    private readonly db: Database,
    private readonly service: WorkflowsService,
    private readonly workflows: WorkflowRepository,
    private readonly versions: VersionRepository,
    private readonly names: FreeNames,
    private readonly triggers: PublishedTriggers,
  ) {}

  /** A new workflow with the same draft, under a free name unless one is given. @throws WORKFLOW_NOT_FOUND */
  async duplicate(caller: Caller, id: string, name: string | undefined): Promise<Workflow> {
    const row = await this.workflows.require(caller.companyId, id);
    return this.service.keep(caller, {
      name: name ?? (await this.names.next(caller.companyId, row.name)),
      description: row.description,
      definition: row.draft,
    });
  }

  /** One that was deleted is back, and its published version in force; one that was not stays as it is. @throws WORKFLOW_NOT_FOUND */
  async restore(caller: Caller, id: string): Promise<Workflow> {
    const { companyId } = caller;
    const row = await this.workflows.findOne(companyId, { id });
    if (!row) throw new AppError('WORKFLOW_NOT_FOUND');
    const updatedAt = await this.db.now();
    const version =
      row.currentVersion === 0 ? undefined : await this.versions.require(companyId, id, row.currentVersion);
    const sealer = await this.triggers.prepare(companyId);
    await this.db.transaction(async (tx) => {
      const restored = await this.workflows
        .in(tx)
        .update(companyId, { id, deleted: true }, { deleted: false, updatedAt });
      if (restored > 0 && version) await this.triggers.follow(tx, version, updatedAt, sealer);
    });
    return this.service.get(caller, id);
  }
}
