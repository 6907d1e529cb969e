import { Injectable } from '@nestjs/common';
import { AppError, workflowId } from '#libs/contracts';
import { Database, GroupedWork, TenantRepository } from '#libs/platform/database';
import { contentHash } from './definition-check.js';
import { versionEntity, workflowEntity, type VersionRow, type WorkflowRow } from './workflow.entity.js';

@Injectable()
export class WorkflowRepository extends TenantRepository<WorkflowRow> {
  private readonly heads: GroupedWork<string, (WorkflowHead & { companyId: string }) | undefined>;

  constructor(private readonly database: Database) {
    super(database, workflowEntity);
    this.heads = new GroupedWork({ work: (ids) => readHeads(database, ids), lanes: 2, largest: 500 });
  }

  /** @throws WORKFLOW_NOT_FOUND, also for a deleted one */
  async require(companyId: string, id: string): Promise<WorkflowRow> {
    const row = await this.findOne(companyId, { id, deleted: false });
    if (!row) throw new AppError('WORKFLOW_NOT_FOUND');
    return row;
  }

  /** @throws WORKFLOW_NOT_FOUND, WORKFLOW_NOT_PUBLISHED */
  async published(companyId: string, id: string): Promise<WorkflowHead> {
    const head = await this.heads.add(id);
    if (!head || head.companyId !== companyId) throw new AppError('WORKFLOW_NOT_FOUND');
    if (head.currentVersion === 0) throw new AppError('WORKFLOW_NOT_PUBLISHED');
    return head;
  }

  /** Those whose current version calls one of the tools, by id or name; at most 20. */
  async callersOf(companyId: string, tools: readonly string[]): Promise<{ id: string; name: string }[]> {
    const like = tools.map(() => 'v.definition LIKE ?').join(' OR ');
    return this.database.query(
      'SELECT w.id, w.name FROM workflows w JOIN workflow_versions v ON v.workflow_id = w.id AND v.version = w.current_version ' +
        `WHERE w.company_id = ? AND v.company_id = ? AND w.deleted = 0 AND (${like}) ORDER BY w.name LIMIT 20`,
      [companyId, companyId, ...tools.map((tool) => `%"tool":"${tool.replace(/[%_]/g, '_')}"%`)],
    );
  }

  /**
   * The same by id, or by a name that no other workflow has.
   * @throws WORKFLOW_NOT_FOUND, WORKFLOW_NOT_PUBLISHED, VALIDATION_FAILED for a name that several have
   */
  async publishedAs(companyId: string, idOrName: string): Promise<WorkflowHead> {
    if (workflowId.safeParse(idOrName).success) return this.published(companyId, idOrName);
    const named = await this.find(companyId, { where: { name: idOrName, deleted: false }, limit: 2 });
    if (named.length > 1)
      throw new AppError('VALIDATION_FAILED', {
        detail: `Several workflows are called ${idOrName}: name one by its id`,
      });
    if (!named[0]) throw new AppError('WORKFLOW_NOT_FOUND', { detail: `There is no workflow called ${idOrName}` });
    return this.published(companyId, named[0].id);
  }
}

/** Asked at each start, so those that come together are read together. Whose they are is for the caller to check. */
async function readHeads(db: Database, ids: readonly string[]) {
  const wanted = [...new Set(ids)];
  const rows = await db.query<{ id: string; company_id: string; name: string; current_version: number }>(
    `SELECT id, company_id, name, current_version FROM workflows WHERE deleted = 0 AND id IN (${wanted.map(() => '?').join(', ')})`,
    wanted,
  );
  const heads = new Map(
    rows.map(({ id, company_id: companyId, name, current_version }) => [
      id,
      { id, companyId, name, currentVersion: Number(current_version) },
    ]),
  );
  return ids.map((id) => heads.get(id));
}

/** What a run needs to know of its workflow: everything but the draft, which may be large. */
export type WorkflowHead = Pick<WorkflowRow, 'id' | 'name' | 'currentVersion'>;

@Injectable()
export class VersionRepository extends TenantRepository<VersionRow> {
  constructor(db: Database) {
    super(db, versionEntity);
  }

  /** @throws VERSION_NOT_FOUND, WORKFLOW_VERSION_TAMPERED */
  async require(companyId: string, workflowId: string, version: number): Promise<VersionRow> {
    const row = await this.findOne(companyId, { workflowId, version });
    if (!row) throw new AppError('VERSION_NOT_FOUND', { detail: `There is no version ${version} of this workflow` });
    return intact(row);
  }

  /** @throws WORKFLOW_VERSION_TAMPERED */
  override async get(companyId: string, id: string): Promise<VersionRow | undefined> {
    const row = await super.get(companyId, id);
    return row && intact(row);
  }

  override update(): Promise<never> {
    return Promise.reject(new Error('A version never changes: runs are pinned to it'));
  }

  override delete(): Promise<never> {
    return Promise.reject(new Error('A version stays: runs are pinned to it'));
  }
}

/** What runs is what was published. @throws WORKFLOW_VERSION_TAMPERED */
function intact(row: VersionRow): VersionRow {
  if (contentHash(row.definition) === row.contentHash) return row;
  throw new AppError('WORKFLOW_VERSION_TAMPERED', {
    detail: `Version ${row.version} does not have the content that was published`,
    workflowId: row.workflowId,
    version: row.version,
  });
}
