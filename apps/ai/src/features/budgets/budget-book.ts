import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { Asking } from '../calls/asking.js';
import type { BudgetRow } from './budget.entity.js';
import { BudgetRepository } from './budget.repository.js';

/** A budget as it bounds one call. */
export interface Bound {
  budget: BudgetRow;
  /** The run that is bounded for itself; `all` where calls share. */
  subject: string;
}

/** How late other replicas heed a change, ms. */
const heededWithinMs = 2000;
/** What a workflow allows each of its runs is no budget of the table. */
export const ownBudgetId = 'run';

/** The budgets of companies, in memory for seconds: most companies have none, and their calls must not pay for those who do. */
@Injectable()
export class BudgetBook {
  private readonly known: LRUCache<string, readonly BudgetRow[]>;

  constructor(private readonly rows: BudgetRepository) {
    this.known = new LRUCache<string, readonly BudgetRow[]>({
      max: 10_000,
      ttl: heededWithinMs,
      fetchMethod: (companyId) => this.rows.find(companyId),
    });
  }

  /** True when it is known, without a look at the database, that nothing bounds the call. */
  isFree({ caller, origin }: Asking): boolean {
    return origin.budgetMicros === undefined && this.known.get(caller.companyId)?.length === 0;
  }

  /** What bounds a call. */
  async boundsOf({ caller, origin }: Pick<Asking, 'caller' | 'origin'>): Promise<Bound[]> {
    const { companyId } = caller;
    // A change that comes while they are loaded calls the loading off.
    const rows = (await this.known.fetch(companyId)) ?? (await this.rows.find(companyId));
    const bounds = rows.flatMap((budget) => {
      const subject = subjectOf(budget, origin);
      return subject === undefined ? [] : [{ budget, subject }];
    });
    return [...bounds, ...ownBound(companyId, origin)];
  }

  forget(companyId: string): void {
    this.known.delete(companyId);
  }
}

function subjectOf(
  { scope, scopeId }: BudgetRow,
  { workflowId, agentId, runId }: Asking['origin'],
): string | undefined {
  if (scope === 'company') return 'all';
  if (scope === 'workflow') return scopeId === workflowId ? 'all' : undefined;
  if (scope === 'agent') return scopeId === agentId ? 'all' : undefined;
  return scopeId === null || scopeId === workflowId ? runId : undefined;
}

/** `budgetMicros` of the workflow: at its end a person is asked, since a run is worth finishing. */
export const ownBudget = (companyId: string, limitMicros: number): BudgetRow => ({
  ...{
    id: ownBudgetId,
    companyId,
    name: 'Budget of the run',
    scope: 'run',
    scopeId: null,
    period: 'total',
    timezone: 'UTC',
  },
  ...{ limitMicros, warnAt: null, action: 'ask', degradeTo: null, createdAt: 0, updatedAt: 0 },
});

const ownBound = (companyId: string, { runId, budgetMicros }: Asking['origin']): Bound[] =>
  runId === undefined || budgetMicros === undefined
    ? []
    : [{ budget: ownBudget(companyId, budgetMicros), subject: runId }];
