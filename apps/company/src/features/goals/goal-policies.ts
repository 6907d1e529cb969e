import { Injectable } from '@nestjs/common';
import type { Caller, GoalPolicy } from '#libs/contracts';
import { AuditTrail } from '#libs/platform/audit';
import { Database } from '#libs/platform/database';
import { GoalRepository } from './goal.repository.js';

/** Which plans may run without a person who accepts them. */
@Injectable()
export class GoalPolicies {
  constructor(
    private readonly db: Database,
    private readonly goals: GoalRepository,
    private readonly trail: AuditTrail,
  ) {}

  get({ companyId }: Caller): Promise<GoalPolicy> {
    return this.goals.policy(companyId);
  }

  async set({ companyId }: Caller, policy: GoalPolicy): Promise<GoalPolicy> {
    const before = await this.goals.policy(companyId);
    await this.db.transaction(async (tx) => {
      await tx.run(
        `INSERT INTO goal_policies (company_id, auto_run) VALUES (?, ?)${tx.sql.upsert(['company_id'], ['auto_run'])}`,
        [companyId, policy.autoRun],
      );
      const target = { type: 'goal-policy', id: companyId };
      this.trail.tell(tx, { companyId, action: 'goal-policy.updated', target, before, after: policy });
    });
    return policy;
  }
}
