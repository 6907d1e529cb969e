import { Injectable } from '@nestjs/common';
import { AppError, newId } from '#libs/contracts';
import { contains, Database, isDuplicateKey, TenantRepository, type Tx } from '#libs/platform/database';
import {
  customToolEntity,
  toolVersionEntity,
  type CustomToolRow,
  type ToolContent,
  type ToolVersionRow,
} from './custom-tool.entity.js';
import { hashOf } from './tool-content.js';

/** A company's own tools, and every version that each had. */
@Injectable()
export class CustomToolRepository extends TenantRepository<CustomToolRow> {
  private readonly versions: TenantRepository<ToolVersionRow>;

  constructor(private readonly database: Database) {
    super(database, customToolEntity);
    this.versions = new TenantRepository(database, toolVersionEntity);
  }

  async byIdOrName(companyId: string, idOrName: string): Promise<CustomToolRow | undefined> {
    const found = idOrName.startsWith('tool_') ? await this.get(companyId, idOrName) : undefined;
    return found ?? this.findOne(companyId, { name: idOrName });
  }

  /** Tool and version in one commit. @throws TOOL_NAME_TAKEN */
  create(row: CustomToolRow, by: string | null): Promise<void> {
    return this.taken(row.content, () =>
      this.database.transaction(async (tx) => {
        await this.in(tx).insert(row.companyId, row);
        await this.freeze(tx, row, by);
      }),
    );
  }

  /** @throws TOOL_NAME_TAKEN; PRECONDITION_FAILED when somebody else was faster */
  change(before: CustomToolRow, next: CustomToolRow, by: string | null): Promise<void> {
    const { id, companyId, createdAt: _, ...changes } = next;
    return this.taken(next.content, () =>
      this.database.transaction(async (tx) => {
        if ((await this.in(tx).update(companyId, { id, version: before.version }, changes)) === 0)
          throw new AppError('PRECONDITION_FAILED', { detail: 'The tool was changed by somebody else' });
        await this.freeze(tx, next, by);
      }),
    );
  }

  async remove(companyId: string, id: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.in(tx).delete(companyId, { id });
      await this.versions.in(tx).delete(companyId, { toolId: id });
    });
  }

  versionsOf(companyId: string, toolId: string, page: { limit: number; cursor?: string | undefined }) {
    return this.versions.page(companyId, { ...page, where: { toolId }, order: ['version', 'desc'] });
  }

  /** Agents whose present configuration names the tool; at most 20. */
  async agentsUsing(
    companyId: string,
    { id, name }: Pick<CustomToolRow, 'id' | 'name'>,
  ): Promise<{ id: string; name: string }[]> {
    return this.database.query(
      "SELECT id, name FROM agents WHERE company_id = ? AND status <> 'retired' AND (config LIKE ? OR config LIKE ?) ORDER BY name LIMIT 20",
      [companyId, `%"${id}"%`, `%"${name.replace(/[!%_]/g, '_')}"%`],
    );
  }

  /** Tools that send the credential as they are now; at most 20. */
  async usingCredential(companyId: string, credential: string): Promise<{ id: string; name: string }[]> {
    const where = { content: contains(`"${credential}"`) as never };
    const rows = await this.find(companyId, { where, order: { name: 'asc' }, limit: 20 });
    return rows
      .filter(({ content: { definition } }) => 'credential' in definition && definition.credential === credential)
      .map(({ id, name }) => ({ id, name }));
  }

  private async freeze(tx: Tx, row: CustomToolRow, createdBy: string | null): Promise<void> {
    await this.versions.in(tx).insert(row.companyId, {
      id: newId('toolVersion'),
      toolId: row.id,
      version: row.version,
      hash: hashOf(row.content),
      content: row.content,
      createdBy,
      createdAt: row.updatedAt,
    });
  }

  private async taken({ name }: ToolContent, write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      if (isDuplicateKey(error)) throw nameTaken(name);
      throw error;
    }
  }
}

export const nameTaken = (name: string) =>
  new AppError('TOOL_NAME_TAKEN', { issues: [{ path: 'name', message: `another tool is called "${name}"` }] });
