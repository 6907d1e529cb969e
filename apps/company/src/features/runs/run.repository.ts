import { Injectable } from '@nestjs/common';
import { AppError } from '#libs/contracts';
import { Database, TenantRepository } from '#libs/platform/database';
import { runEntity, type RunRow } from './run.entity.js';

@Injectable()
export class RunRepository extends TenantRepository<RunRow> {
  constructor(db: Database) {
    super(db, runEntity);
  }

  /** @throws RUN_NOT_FOUND */
  async require(companyId: string, id: string): Promise<RunRow> {
    const row = await this.get(companyId, id);
    if (!row) throw new AppError('RUN_NOT_FOUND');
    return row;
  }
}
