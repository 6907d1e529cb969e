import { Injectable } from '@nestjs/common';
import type { Caller, RetentionPolicy } from '#libs/contracts';
import { AuditTrail } from '#libs/platform/audit';
import { Database } from '#libs/platform/database';
import { RetentionRepository, type Policy } from './retention.repository.js';

/** How long a company keeps what it ran. */
@Injectable()
export class RetentionService {
  constructor(
    private readonly db: Database,
    private readonly rows: RetentionRepository,
    private readonly trail: AuditTrail,
  ) {}

  async get({ companyId }: Caller): Promise<RetentionPolicy> {
    const { expiredThrough: _cursor, ...policy } = await this.rows.get(companyId);
    return policy;
  }

  async set(caller: Caller, policy: Policy): Promise<RetentionPolicy> {
    const { companyId } = caller;
    const { lastSweep: _, ...before } = await this.get(caller);
    await this.db.transaction(async (tx) => {
      await this.rows.set(tx, companyId, policy);
      const target = { type: 'retention', id: companyId };
      this.trail.tell(tx, { companyId, action: 'retention.updated', target, before, after: { ...policy } });
    });
    return this.get(caller);
  }
}
