import { Injectable } from '@nestjs/common';
import { Database, oneOf, TenantRepository } from '#libs/platform/database';
import { credentialTokenEntity, type CredentialTokenRow } from '../credential.entity.js';

/** What a renewal writes. */
export type Renewed = Pick<CredentialTokenRow, 'sealed' | 'refreshAt' | 'expiresAt' | 'refreshedAt'>;

@Injectable()
export class TokenRepository extends TenantRepository<CredentialTokenRow> {
  constructor(private readonly database: Database) {
    super(database, credentialTokenEntity);
  }

  async ofAll(companyId: string, ids: readonly string[]): Promise<Map<string, CredentialTokenRow>> {
    if (ids.length === 0) return new Map();
    const rows = await this.find(companyId, { where: { id: oneOf(ids) } });
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** One replica at a time. @returns false when another is at it, or was */
  async claim({ companyId, id, version }: CredentialTokenRow, now: number, until: number): Promise<boolean> {
    const { changes } = await this.database.run(
      'UPDATE credential_tokens SET busy_until = ? WHERE id = ? AND company_id = ? AND version = ? AND (busy_until IS NULL OR busy_until <= ?)',
      [until, id, companyId, version, now],
    );
    return changes > 0;
  }

  /** @returns false when somebody connected it anew, or replaced its secrets, meanwhile */
  async renew({ companyId, id, version }: CredentialTokenRow, renewed: Renewed): Promise<boolean> {
    const next = { ...renewed, version: version + 1, busyUntil: null, problem: null };
    return (await this.update(companyId, { id, version }, next)) > 0;
  }

  async release({ companyId, id, version }: CredentialTokenRow, problem: string | null): Promise<void> {
    await this.update(companyId, { id, version }, { busyUntil: null, problem });
  }
}
