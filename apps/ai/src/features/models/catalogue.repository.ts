import { Injectable } from '@nestjs/common';
import type { ModelDef } from '#libs/catalog/providers/defs';
import { Database, TenantRepository } from '#libs/platform/database';
import { catalogueEntity, operatorCompany, type CatalogueRow } from './catalogue.entity.js';

/** Models by the key of the provider that told of them. */
export type Catalogues = ReadonlyMap<string, readonly ModelDef[]>;
type Stamp = Pick<CatalogueRow, 'id' | 'companyId' | 'fetchedAt'>;

/** Texts of catalogues may be long (a router's has hundreds of models), so one that did not change is not read again. */
@Injectable()
export class CatalogueRepository {
  private readonly rows: TenantRepository<CatalogueRow>;
  private readonly known = new Map<string, { fetchedAt: number; models: readonly ModelDef[] }>();

  constructor(private readonly database: Database) {
    this.rows = new TenantRepository(database, catalogueEntity);
  }

  /** Those of the company and of the operator. */
  async of(companyId: string): Promise<Catalogues> {
    const stamps = await this.database.query<Stamp>(
      'SELECT id, company_id AS companyId, fetched_at AS fetchedAt FROM ai_catalogues WHERE company_id IN (?, ?)',
      [companyId, operatorCompany],
    );
    const entries = stamps.map(async (stamp) => [stamp.id, await this.models(stamp)] as const);
    return new Map(await Promise.all(entries));
  }

  /** When the operator's provider was asked; 0 for never. */
  async fetchedAt(id: string): Promise<number> {
    return (await this.rows.findOne(operatorCompany, { id }, ['id', 'fetchedAt']))?.fetchedAt ?? 0;
  }

  async save(companyId: string, id: string, models: ModelDef[]): Promise<void> {
    const fetchedAt = await this.database.now();
    const upsert = this.database.sql.upsert(['id'], ['models', 'fetched_at']);
    await this.database.run(
      `INSERT INTO ai_catalogues (id, company_id, models, fetched_at) VALUES (?, ?, ?, ?)${upsert}`,
      [id, companyId, JSON.stringify(models), fetchedAt],
    );
  }

  async delete(companyId: string, id: string): Promise<void> {
    this.known.delete(id);
    await this.rows.delete(companyId, { id });
  }

  private async models({ id, companyId, fetchedAt }: Stamp): Promise<readonly ModelDef[]> {
    const known = this.known.get(id);
    if (known?.fetchedAt === fetchedAt) return known.models;
    const models = (await this.rows.get(companyId, id))?.models ?? [];
    this.known.set(id, { fetchedAt, models });
    return models;
  }
}
