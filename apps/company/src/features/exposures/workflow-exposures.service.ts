import { Injectable } from '@nestjs/common';
import {
  AppError,
  toolNameOf,
  type Caller,
  type In,
  type listWorkflowExposures,
  type Out,
  type PageQuery,
  type setWorkflowExposure,
  type WorkflowExposure,
} from '#libs/contracts';
import { Database, isDuplicateKey, oneOf, TenantRepository } from '#libs/platform/database';
import { Flows } from '../runs/flows.js';
import { WorkflowRepository } from '../workflows/workflow.repository.js';
import { workflowExposureEntity, type WorkflowExposureRow } from './workflow-exposure.entity.js';

type Wish = In<typeof setWorkflowExposure>['body'];

/** A workflow as a tool. */
export interface ExposedWorkflow {
  id: string;
  tool: string;
  title: string;
  description: string;
  inputs: unknown;
}

const mostTools = 500;

/** Which workflows programs outside may call. */
@Injectable()
export class WorkflowExposures {
  private readonly rows: TenantRepository<WorkflowExposureRow>;

  constructor(
    private readonly db: Database,
    private readonly workflows: WorkflowRepository,
    private readonly flows: Flows,
  ) {
    this.rows = new TenantRepository(db, workflowExposureEntity);
  }

  /** @throws WORKFLOW_NOT_FOUND */
  async get({ companyId }: Caller, id: string): Promise<WorkflowExposure> {
    await this.workflows.require(companyId, id);
    return view(id, await this.rows.get(companyId, id));
  }

  /** Those that are or were offered; workflows that are deleted are left out. */
  async list({ companyId }: Caller, page: PageQuery): Promise<Out<typeof listWorkflowExposures>> {
    const found = await this.rows.page(companyId, page);
    const ids = found.items.map(({ id }) => id);
    const where = { id: oneOf(ids), deleted: false };
    const workflows = ids.length === 0 ? [] : await this.workflows.find(companyId, { where });
    const byId = new Map(workflows.map((workflow) => [workflow.id, workflow]));
    return {
      items: found.items.flatMap((row) => {
        const workflow = byId.get(row.id);
        return workflow ? [{ ...view(row.id, row), name: workflow.name, ready: workflow.currentVersion > 0 }] : [];
      }),
      nextCursor: found.nextCursor,
    };
  }

  /** The name of the tool stays as it was first given, whatever the workflow is called later. @throws WORKFLOW_NOT_FOUND, CONFLICT */
  async set({ companyId }: Caller, id: string, wish: Wish): Promise<WorkflowExposure> {
    const { name } = await this.workflows.require(companyId, id);
    const known = await this.rows.get(companyId, id);
    const wanted = wish.tool === undefined ? (known?.tool ?? toolNameOf('workflow', name)) : `workflow_${wish.tool}`;
    // A name that nobody chose gives way to one that is taken.
    const tools = wish.tool === undefined && !known ? [wanted, `${wanted}_2`, `${wanted}_3`] : [wanted];
    const description = wish.description ?? known?.description ?? '';
    const updatedAt = await this.db.now();
    for (const tool of tools) {
      const row: WorkflowExposureRow = { id, companyId, mcp: wish.mcp, tool, description, updatedAt };
      if (await this.write(row, known !== undefined)) return view(id, row);
    }
    const message = `another workflow is offered as ${wanted}`;
    throw new AppError('CONFLICT', { detail: message, issues: [{ path: 'tool', message }] });
  }

  /** Those that are offered, published and not deleted. */
  async offered(companyId: string): Promise<ExposedWorkflow[]> {
    const rows = await this.rows.find(companyId, { where: { mcp: true }, order: { tool: 'asc' }, limit: mostTools });
    return (await Promise.all(rows.map((row) => this.asTool(row)))).flatMap((tool) => tool ?? []);
  }

  /** @throws WORKFLOW_NOT_FOUND for one that is not offered */
  async assertOffered(companyId: string, id: string): Promise<void> {
    const row = await this.rows.get(companyId, id);
    if (!row?.mcp) throw new AppError('WORKFLOW_NOT_FOUND', { detail: 'This workflow is not offered as a tool' });
  }

  private async asTool({
    id,
    companyId,
    tool,
    description,
  }: WorkflowExposureRow): Promise<ExposedWorkflow | undefined> {
    const workflow = await this.workflows.findOne(companyId, { id, deleted: false });
    if (!workflow || workflow.currentVersion === 0) return undefined;
    const { definition } = await this.flows.at(companyId, id, workflow.currentVersion);
    return {
      id,
      tool,
      title: workflow.name,
      description: description || workflow.description || `Runs the workflow "${workflow.name}"`,
      inputs: definition.inputs ?? null,
    };
  }

  /** False when another workflow has the name. */
  private async write({ id, companyId, ...set }: WorkflowExposureRow, isKnown: boolean): Promise<boolean> {
    try {
      if (isKnown) await this.rows.update(companyId, { id }, set);
      else await this.rows.insert(companyId, { id, ...set });
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }
}

const view = (workflowId: string, row: WorkflowExposureRow | undefined): WorkflowExposure => ({
  workflowId,
  mcp: row?.mcp ?? false,
  tool: row?.tool ?? null,
  description: row?.description ?? '',
});
