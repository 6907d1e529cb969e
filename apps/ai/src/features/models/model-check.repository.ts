import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database, TenantRepository } from '#libs/platform/database';
import { operatorCompany } from './catalogue.entity.js';
import { modelCheckEntity, type ModelCheckRow } from './model-check.entity.js';

/** By account and model, see `checkKey`. */
export type KeptChecks = ReadonlyMap<string, Pick<ModelCheckRow, 'tools' | 'checkedAt'>>;

export const checkKey = (account: string, model: string): string => `${account} ${model}`;

@Injectable()
export class ModelCheckRepository {
  private readonly rows: TenantRepository<ModelCheckRow>;

  constructor(private readonly database: Database) {
    this.rows = new TenantRepository(database, modelCheckEntity);
  }

  /** Those of the company and of the operator. */
  async of(companyId: string): Promise<KeptChecks> {
    const found = await Promise.all([this.rows.find(companyId), this.rows.find(operatorCompany)]);
    return new Map(found.flat().map((row) => [checkKey(row.account, row.model), row]));
  }

  async save(companyId: string, account: string, model: string, tools: boolean): Promise<void> {
    const id = createHash('sha256').update(checkKey(account, model)).digest('base64url');
    const upsert = this.database.sql.upsert(['id'], ['tools', 'checked_at']);
    await this.database.run(
      `INSERT INTO ai_model_checks (id, company_id, account, model, tools, checked_at) VALUES (?, ?, ?, ?, ?, ?)${upsert}`,
      [id, companyId, account, model, tools, await this.database.now()],
    );
  }

  async deleteOf(companyId: string, account: string): Promise<void> {
    await this.rows.delete(companyId, { account });
  }
}
