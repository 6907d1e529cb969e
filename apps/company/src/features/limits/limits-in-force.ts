import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { CompanyLimits, WorkflowLimits } from '#libs/contracts';
import { Durable, type Places } from '#libs/durable';
import { LRUCache } from 'lru-cache';
import { LimitsRepository, noWorkflowLimits, type SqlReader } from './limits.repository.js';

/** How long a process goes by what it read: a change acts within this. Milliseconds. */
const keptMs = 2000;

export interface LimitsOf {
  company: CompanyLimits;
  workflows: ReadonlyMap<string, WorkflowLimits>;
  places: Places;
  /** The company is deactivated. */
  isClosed: boolean;
}

/** The limits of each company as the runner and the starting of runs go by them. */
@Injectable()
export class LimitsInForce implements OnModuleInit {
  private readonly known = new LRUCache<string, LimitsOf>({ max: 10_000, ttl: keptMs });

  constructor(
    private readonly rows: LimitsRepository,
    private readonly durable: Durable,
  ) {}

  onModuleInit(): void {
    this.durable.limitPlaces(async (on, companyId) => (await this.of(on as SqlReader, companyId)).places);
  }

  /** @param on where to read when they are not known: inside a transaction, that transaction */
  async of(on: SqlReader, companyId: string): Promise<LimitsOf> {
    const known = this.known.get(companyId);
    if (known) return known;
    const company = await this.rows.ofCompany(on, companyId);
    const workflows = await this.rows.ofWorkflows(on, companyId);
    const isClosed = await this.rows.isClosed(on, companyId);
    const limits = { company, workflows, places: placesOf(company, workflows), isClosed };
    this.known.set(companyId, limits);
    return limits;
  }

  async ofWorkflow(on: SqlReader, companyId: string, workflowId: string): Promise<WorkflowLimits> {
    return (await this.of(on, companyId)).workflows.get(workflowId) ?? noWorkflowLimits;
  }

  /** They were changed by this process. */
  forget(companyId: string): void {
    this.known.delete(companyId);
  }
}

function placesOf({ maxConcurrentRuns }: CompanyLimits, workflows: ReadonlyMap<string, WorkflowLimits>): Places {
  const groups = new Map<string, number>();
  for (const [id, limits] of workflows) if (limits.maxConcurrentRuns !== null) groups.set(id, limits.maxConcurrentRuns);
  return { company: maxConcurrentRuns, groups };
}
