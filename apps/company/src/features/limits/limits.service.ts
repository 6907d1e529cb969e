import { Injectable } from '@nestjs/common';
import type { Caller, CompanyLimits, UsageNow, WorkflowLimits } from '#libs/contracts';
import { Durable } from '#libs/durable';
import { AuditTrail } from '#libs/platform/audit';
import { Database } from '#libs/platform/database';
import { WorkflowRepository } from '../workflows/workflow.repository.js';
import { LimitsInForce } from './limits-in-force.js';
import { LimitsRepository, noWorkflowLimits } from './limits.repository.js';
import { used } from './start-rate.js';

/** Workflows that the picture of the moment names at most. */
const workflowsShown = 200;

/** The limits of a company and its workflows: read them, set them, see what they hold back. */
@Injectable()
export class LimitsService {
  constructor(
    private readonly db: Database,
    private readonly rows: LimitsRepository,
    private readonly inForce: LimitsInForce,
    private readonly workflows: WorkflowRepository,
    private readonly durable: Durable,
    private readonly trail: AuditTrail,
  ) {}

  company({ companyId }: Caller): Promise<CompanyLimits> {
    return this.rows.ofCompany(this.db, companyId);
  }

  async setCompany(caller: Caller, limits: CompanyLimits): Promise<CompanyLimits> {
    const { companyId } = caller;
    const before = await this.company(caller);
    await this.db.transaction(async (tx) => {
      await this.rows.setCompany(tx, companyId, limits);
      const target = { type: 'limits', id: companyId };
      this.trail.tell(tx, { companyId, action: 'limits.updated', target, before: { ...before }, after: { ...limits } });
    });
    this.inForce.forget(caller.companyId);
    return this.company(caller);
  }

  /** @throws WORKFLOW_NOT_FOUND */
  async workflow({ companyId }: Caller, id: string): Promise<WorkflowLimits> {
    await this.workflows.require(companyId, id);
    return (await this.rows.ofWorkflows(this.db, companyId)).get(id) ?? noWorkflowLimits;
  }

  /** @throws WORKFLOW_NOT_FOUND */
  async setWorkflow(caller: Caller, id: string, limits: WorkflowLimits): Promise<WorkflowLimits> {
    const { companyId } = caller;
    const { name: label } = await this.workflows.require(companyId, id);
    const before = await this.workflow(caller, id);
    await this.db.transaction(async (tx) => {
      await this.rows.setWorkflow(tx, companyId, id, limits);
      const target = { type: 'workflow', id, label };
      this.trail.tell(tx, {
        companyId,
        action: 'workflow.limited',
        target,
        before: { ...before },
        after: { ...limits },
      });
    });
    this.inForce.forget(caller.companyId);
    return this.workflow(caller, id);
  }

  async usageNow({ companyId }: Caller): Promise<UsageNow> {
    const company = await this.rows.ofCompany(this.db, companyId);
    const workflows = await this.rows.ofWorkflows(this.db, companyId);
    const rates = await this.rows.rates(companyId);
    const now = await this.db.now();
    const { places, inLine } = await this.durable.lineOf(companyId, company.maxQueuedRuns);
    const rateOf = (id: string, limit: number | null) => ({
      used: limit === null ? 0 : used(rates.get(id) ?? 0, now * 1000, limit),
      limit,
    });
    const shown = [...new Set([...places.keys(), ...workflows.keys()])].filter((id) => id !== '');
    return {
      at: new Date(now).toISOString(),
      ...(await this.counts(companyId)),
      inLine,
      places: { taken: [...places.values()].reduce((sum, taken) => sum + taken, 0), limit: company.maxConcurrentRuns },
      queue: { taken: inLine, limit: company.maxQueuedRuns },
      rate: rateOf(companyId, company.maxRunsPerMinute),
      workflows: shown.slice(0, workflowsShown).map((workflowId) => {
        const limits = workflows.get(workflowId) ?? noWorkflowLimits;
        const taken = places.get(workflowId) ?? 0;
        return {
          workflowId,
          places: { taken, limit: limits.maxConcurrentRuns },
          rate: rateOf(workflowId, limits.maxRunsPerMinute),
        };
      }),
    };
  }

  private async counts(companyId: string): Promise<Pick<UsageNow, 'queued' | 'running' | 'waiting' | 'paused'>> {
    const counts = { queued: 0, running: 0, waiting: 0, paused: 0 };
    const rows = await this.db.query<{ status: keyof typeof counts; runs: number }>(
      "SELECT status, COUNT(*) AS runs FROM runs WHERE company_id = ? AND status IN ('queued', 'running', 'waiting', 'paused') GROUP BY status",
      [companyId],
    );
    for (const { status, runs } of rows) counts[status] = Number(runs);
    return counts;
  }
}
