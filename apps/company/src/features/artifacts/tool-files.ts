import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AppError, toolFileBytes, type Caller, type RpcIn, type toolAccessRpc } from '#libs/contracts';
import { Blobs } from '#libs/platform/blobs';
import { Database, isDuplicateKey, TenantRepository } from '#libs/platform/database';
import { artifactEntity, type ArtifactRow } from './artifact.entity.js';
import { blobKeyOf } from './artifact-store.js';

/** What one task, and what the tools of one company may keep. */
export const toolFileLimits = { files: 200, taskBytes: 64 * 1024 * 1024, companyBytes: 10 * 1024 * 1024 * 1024 };

export type ToolFile = Pick<ArtifactRow, 'id' | 'name' | 'contentType' | 'bytes' | 'blobKey'>;
type NewToolFile = RpcIn<typeof toolAccessRpc.recordFile>;
type Wanted = RpcIn<typeof toolAccessRpc.files>;

const fileOf = ({ id, name, contentType, bytes, blobKey }: ArtifactRow): ToolFile => ({
  id,
  name,
  contentType,
  bytes,
  blobKey,
});

/** Files that tools of agents read and write. Their content is put into the blob store by whoever runs the tool. */
@Injectable()
export class ToolFiles {
  private readonly rows: TenantRepository<ArtifactRow>;

  constructor(
    private readonly db: Database,
    private readonly blobs: Blobs,
  ) {
    this.rows = new TenantRepository(db, artifactEntity);
  }

  /** @throws ARTIFACT_NOT_FOUND, also for one of another company */
  async get({ companyId }: Caller, id: string): Promise<ToolFile> {
    const row = await this.rows.get(companyId, id);
    if (!row) throw new AppError('ARTIFACT_NOT_FOUND');
    return fileOf(row);
  }

  /** Newest first. */
  async list({ companyId }: Caller, { runId, taskId, name, limit }: Wanted): Promise<ToolFile[]> {
    const where = {
      ...(runId === undefined ? {} : { runId }),
      ...(taskId === undefined ? {} : { taskId }),
      ...(name === undefined ? {} : { name }),
    };
    return (await this.rows.find(companyId, { where, order: { id: 'desc' }, limit })).map(fileOf);
  }

  /**
   * The row of a file whose content is there. Asked again under the same key it answers with the first, and the content that came with the
   * repeat is deleted.
   * @throws LIMIT_EXCEEDED naming the limit, ARTIFACT_NOT_FOUND when the content is not there
   */
  async record(caller: Caller, file: NewToolFile): Promise<ToolFile> {
    const { companyId } = caller;
    if (file.blobKey !== blobKeyOf(companyId, file.id)) throw new AppError('ARTIFACT_NOT_FOUND');
    const originKey = createHash('sha256')
      .update(JSON.stringify(['tool', file.key]))
      .digest('base64url');
    const known = await this.rows.findOne(companyId, { originKey });
    if (known) return this.instead(known, file);
    const content = await this.blobs.head(file.blobKey);
    if (!content) throw new AppError('ARTIFACT_NOT_FOUND', { detail: 'The content of the file is not there' });
    await this.assertRoom(companyId, file, content.size);
    const row: ArtifactRow = {
      id: file.id,
      companyId,
      name: file.name,
      contentType: file.contentType,
      bytes: content.size,
      sha256: content.sha256,
      blobKey: file.blobKey,
      runId: file.runId ?? null,
      taskId: file.taskId ?? null,
      originKey,
      createdAt: await this.db.now(),
    };
    try {
      await this.rows.insert(companyId, row);
    } catch (error) {
      const twin = isDuplicateKey(error) ? await this.rows.findOne(companyId, { originKey }) : undefined;
      if (!twin) throw error;
      return this.instead(twin, file);
    }
    return fileOf(row);
  }

  /** The content that came with a repeat belongs to no row. */
  private async instead(known: ArtifactRow, { blobKey }: NewToolFile): Promise<ToolFile> {
    if (!(await this.rows.exists(known.companyId, { blobKey }))) await this.blobs.delete(blobKey);
    return fileOf(known);
  }

  private async assertRoom(companyId: string, { taskId }: NewToolFile, bytes: number): Promise<void> {
    const { files, taskBytes, companyBytes } = toolFileLimits;
    if (bytes > toolFileBytes) throw exceeded('file.bytes', `A file may have ${toolFileBytes} bytes, not ${bytes}`);
    if (taskId !== undefined) {
      const made = await this.sumOf('company_id = ? AND task_id = ?', [companyId, taskId]);
      if (made.count >= files) throw exceeded('task.files', `A task may write ${files} files`);
      if (made.bytes + bytes > taskBytes)
        throw exceeded('task.fileBytes', `A task may write ${taskBytes} bytes of files; it has written ${made.bytes}`);
    }
    const kept = await this.sumOf('company_id = ? AND task_id IS NOT NULL', [companyId]);
    if (kept.bytes + bytes > companyBytes)
      throw exceeded('company.fileBytes', `Files of tools may take ${companyBytes} bytes in a company`);
  }

  private async sumOf(where: string, values: string[]): Promise<{ count: number; bytes: number }> {
    const [row] = await this.db.query<{ files: number; bytes: number | null }>(
      `SELECT COUNT(*) AS files, SUM(bytes) AS bytes FROM artifacts WHERE ${where}`,
      values,
    );
    return { count: Number(row?.files ?? 0), bytes: Number(row?.bytes ?? 0) };
  }
}

const exceeded = (limit: string, detail: string) => new AppError('LIMIT_EXCEEDED', { detail, limit });
