import { Injectable } from '@nestjs/common';
import { AppError } from '#libs/contracts';
import { Database, oneOf, TenantRepository } from '#libs/platform/database';
import { credentialEntity, type CredentialRow } from './credential.entity.js';

@Injectable()
export class CredentialRepository extends TenantRepository<CredentialRow> {
  constructor(private readonly database: Database) {
    super(database, credentialEntity);
  }

  /** @throws CREDENTIAL_NOT_FOUND, also for one of another company */
  async require(companyId: string, id: string): Promise<CredentialRow> {
    const row = await this.get(companyId, id);
    if (!row) throw new AppError('CREDENTIAL_NOT_FOUND');
    return row;
  }

  /** Those of the ids that the company has, with their kinds. */
  async known(companyId: string, ids: readonly string[]): Promise<Map<string, CredentialRow['kind']>> {
    if (ids.length === 0) return new Map();
    const rows = await this.find(companyId, { where: { id: oneOf(ids) } });
    return new Map(rows.map(({ id, kind }) => [id, kind]));
  }

  /** Names of the published workflows whose current version mentions the credential. */
  async usedBy(companyId: string, id: string): Promise<{ id: string; name: string }[]> {
    return this.database.query(
      'SELECT w.id, w.name FROM workflows w JOIN workflow_versions v ON v.workflow_id = w.id AND v.version = w.current_version ' +
        'WHERE w.company_id = ? AND v.company_id = ? AND w.deleted = 0 AND v.definition LIKE ? ORDER BY w.name LIMIT 20',
      [companyId, companyId, `%"${id}"%`],
    );
  }
}
