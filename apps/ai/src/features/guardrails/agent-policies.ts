import { Injectable } from '@nestjs/common';
import { guardPolicyPart, type Caller, type GuardPolicyPart, type PageQuery } from '#libs/contracts';
import { BriefMemory } from '#libs/platform/cache';
import { Database, isDuplicateKey, TenantRepository } from '#libs/platform/database';
import { agentPolicyEntity, type AgentPolicyRow } from './verdict.entity.js';

/** How late other replicas heed a change. */
const heededWithinMs = 5000;

/** Guardrails of single agents. Read at every call of an agent, so they are kept in memory for seconds. */
@Injectable()
export class AgentPolicies {
  private readonly rows: TenantRepository<AgentPolicyRow>;
  private readonly memory = new BriefMemory<GuardPolicyPart | undefined>({ ttlMs: heededWithinMs });

  constructor(private readonly db: Database) {
    this.rows = new TenantRepository(db, agentPolicyEntity);
  }

  of(companyId: string, agentId: string): Promise<GuardPolicyPart | undefined> {
    return this.memory.of(`${companyId} ${agentId}`, async () => {
      const row = await this.rows.get(companyId, agentId);
      return row && guardPolicyPart.parse(row.policy);
    });
  }

  async list({ companyId }: Caller, query: PageQuery) {
    const { items, nextCursor } = await this.rows.page(companyId, query);
    return { items: items.map(viewOf), nextCursor };
  }

  async set({ companyId }: Caller, agentId: string, policy: GuardPolicyPart) {
    const row = { policy, updatedAt: await this.db.now() };
    if ((await this.rows.update(companyId, { id: agentId }, row)) === 0)
      await this.rows.insert(companyId, { id: agentId, ...row }).catch((error: unknown) => {
        // Somebody else set it in the same moment: then his is the one that stands.
        if (!isDuplicateKey(error)) throw error;
      });
    this.memory.forget(`${companyId} ${agentId}`);
    return viewOf({ id: agentId, ...row });
  }

  /** @returns whether there was one */
  async remove({ companyId }: Caller, agentId: string): Promise<boolean> {
    const removed = await this.rows.delete(companyId, { id: agentId });
    this.memory.forget(`${companyId} ${agentId}`);
    return removed > 0;
  }
}

const viewOf = ({ id, policy, updatedAt }: Pick<AgentPolicyRow, 'id' | 'policy' | 'updatedAt'>) => ({
  agentId: id,
  policy: guardPolicyPart.parse(policy),
  updatedAt: new Date(updatedAt).toISOString(),
});
