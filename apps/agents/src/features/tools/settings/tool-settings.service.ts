import { Injectable } from '@nestjs/common';
import { toolSettings, type Caller, type ToolSettings } from '#libs/contracts';
import { Database, isDuplicateKey, TenantRepository } from '#libs/platform/database';
import { ToolHttp } from '../capabilities/tool-http.js';
import { toolSettingsEntity, type ToolSettingsRow } from './tool-settings.entity.js';

/** How the built-in tools of a company search and read. */
@Injectable()
export class ToolSettingsService {
  private readonly rows: TenantRepository<ToolSettingsRow>;

  constructor(
    private readonly db: Database,
    private readonly http: ToolHttp,
  ) {
    this.rows = new TenantRepository(db, toolSettingsEntity);
  }

  async get({ companyId }: Pick<Caller, 'companyId'>): Promise<ToolSettings> {
    const row = await this.rows.get(companyId, companyId);
    return toolSettings.parse(row?.settings ?? {});
  }

  /** @throws CREDENTIAL_NOT_FOUND, CREDENTIAL_UNFIT */
  async set({ companyId }: Caller, settings: ToolSettings): Promise<ToolSettings> {
    if (settings.search.credential !== undefined) await this.http.assertUsable(companyId, settings.search.credential);
    const row = { id: companyId, companyId, settings, updatedAt: await this.db.now() };
    const { id: _id, companyId: _company, ...changes } = row;
    if ((await this.rows.update(companyId, { id: companyId }, changes)) > 0) return settings;
    try {
      await this.rows.insert(companyId, row);
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      await this.rows.update(companyId, { id: companyId }, changes);
    }
    return settings;
  }
}
