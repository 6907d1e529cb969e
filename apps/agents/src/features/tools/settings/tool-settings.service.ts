import { Injectable } from '@nestjs/common';
import type { ToolName } from '#libs/catalog/tools/defs';
import { toolSettings, type Caller, type ToolSettings } from '#libs/contracts';
import { Database, isDuplicateKey, TenantRepository } from '#libs/platform/database';
import { ToolHttp } from '../capabilities/tool-http.js';
import { toolSettingsEntity, type ToolSettingsRow } from './tool-settings.entity.js';

/** How the built-in tools of a company search and read, and where they look for leads. */
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
    for (const id of credentialsOf(settings)) await this.http.assertUsable(companyId, id);
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

/** Built-in tools that send the credential, by these settings. */
export const toolsSending = ({ search, leads }: ToolSettings, credential: string): ToolName[] => [
  ...(search.credential === credential ? (['web_search'] as const) : []),
  ...(leads.sources.some((source) => source.kind === 'http' && source.credential === credential)
    ? (['find_leads', 'enrich_lead'] as const)
    : []),
];

const credentialsOf = ({ search, leads }: ToolSettings): Set<string> =>
  new Set(
    [
      search.credential,
      ...leads.sources.map((source) => (source.kind === 'http' ? source.credential : undefined)),
    ].filter((id) => id !== undefined),
  );
