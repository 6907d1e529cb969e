import { Injectable } from '@nestjs/common';
import { AppError } from '#libs/contracts';
import { absent, Database, oneOf, TenantRepository, type Where } from '#libs/platform/database';
import { memberEntity, type MemberRow } from './member.entity.js';
import { soughtBy } from './recipients.js';

/** Members whom one group of recipients may name. */
const most = 10_000;

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

  /** Everybody whom the recipients name, each once; nobody who is deactivated. */
  async named(companyId: string, recipients: readonly string[]): Promise<MemberRow[]> {
    const { roles, userIds, emails } = soughtBy(recipients);
    const wanted: Where<MemberRow>[] = [
      ...(roles.length > 0 ? [{ role: oneOf(roles) }] : []),
      ...(userIds.length > 0 ? [{ userId: oneOf(userIds) }] : []),
      ...(emails.length > 0 ? [{ email: oneOf(emails) }] : []),
    ];
    const found = await Promise.all(
      wanted.map((where) => this.find(companyId, { where: { ...where, deactivatedAt: absent() }, limit: most })),
    );
    return [...new Map(found.flat().map((row) => [row.id, row])).values()];
  }
}
