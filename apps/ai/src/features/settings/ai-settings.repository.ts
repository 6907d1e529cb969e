import { Injectable } from '@nestjs/common';
import { Database, isDuplicateKey, TenantRepository } from '#libs/platform/database';
import { aiSettingsEntity, type AiSettingsRow } from './ai-settings.entity.js';

export type Chosen = AiSettingsRow['chosen'];

@Injectable()
export class AiSettingsRepository extends TenantRepository<AiSettingsRow> {
  constructor(private readonly database: Database) {
    super(database, aiSettingsEntity);
  }

  async read(companyId: string): Promise<{ chosen: Chosen; revision: number }> {
    return (await this.get(companyId, companyId)) ?? { chosen: {}, revision: 0 };
  }

  /** @returns false when somebody changed them since `revision` was read */
  async write(companyId: string, chosen: Chosen, revision: number): Promise<boolean> {
    const changes = { chosen, revision: revision + 1, updatedAt: await this.database.now() };
    if (revision > 0) return (await this.update(companyId, { id: companyId, revision }, changes)) === 1;
    try {
      await this.insert(companyId, { id: companyId, ...changes });
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }
}
