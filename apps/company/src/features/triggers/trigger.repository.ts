import { Injectable } from '@nestjs/common';
import { AppError } from '#libs/contracts';
import { Database, TenantRepository } from '#libs/platform/database';
import { triggerEntity, type TriggerRow } from './trigger.entity.js';

@Injectable()
export class TriggerRepository extends TenantRepository<TriggerRow> {
  constructor(db: Database) {
    super(db, triggerEntity);
  }

  /** A trigger of the published version. @throws TRIGGER_NOT_FOUND */
  async require(companyId: string, workflowId: string, node: string): Promise<TriggerRow> {
    const row = await this.findOne(companyId, { workflowId, node, published: true });
    if (!row) throw new AppError('TRIGGER_NOT_FOUND');
    return row;
  }
}
