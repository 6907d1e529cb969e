import { Injectable } from '@nestjs/common';
import type { Caller, RetentionPolicy } from '#libs/contracts';
import { RetentionRepository, type Policy } from './retention.repository.js';

/** How long a company keeps what it ran. */
@Injectable()
export class RetentionService {
  constructor(private readonly rows: RetentionRepository) {}

  async get({ companyId }: Caller): Promise<RetentionPolicy> {
    const { expiredThrough: _cursor, ...policy } = await this.rows.get(companyId);
    return policy;
  }

  async set(caller: Caller, policy: Policy): Promise<RetentionPolicy> {
    await this.rows.set(caller.companyId, policy);
    return this.get(caller);
  }
}
