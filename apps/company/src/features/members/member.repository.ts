import { Injectable } from '@nestjs/common';
import { AppError } from '#libs/contracts';
import { Database, TenantRepository } from '#libs/platform/database';
import { memberEntity, type MemberRow } from './member.entity.js';

@Injectable()
export class MemberRepository extends TenantRepository<MemberRow> {
  constructor(db: Database) {
    super(db, memberEntity);
  }

  /** @throws MEMBER_NOT_FOUND */
  async require(companyId: string, id: string): Promise<MemberRow> {
    const row = await this.get(companyId, id);
    if (!row) throw new AppError('MEMBER_NOT_FOUND');
    return row;
  }
}
