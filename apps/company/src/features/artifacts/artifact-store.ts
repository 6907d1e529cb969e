import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { ArtifactCapability } from '#libs/catalog/kit';
import { AppError, newId, type Artifact, type Page, type PageQuery } from '#libs/contracts';
import { Blobs } from '#libs/platform/blobs';
import { Database, isDuplicateKey, oneOf, TenantRepository } from '#libs/platform/database';
import type { StepOrigin } from '../runs/step-origin.js';
import { artifactEntity, type ArtifactRow } from './artifact.entity.js';

const digest = (content: string | Uint8Array, encoding: 'hex' | 'base64url' = 'base64url'): string =>
  createHash('sha256').update(content).digest(encoding);

/** Where the content of a file lies. */
export const blobKeyOf = (companyId: string, id: string): string => `${companyId}/artifacts/${id}`;

export interface NewFile {
  name: string;
  contentType: string;
  content: string | Uint8Array;
}

const view = (row: ArtifactRow): Artifact => ({
  id: row.id,
  name: row.name,
  contentType: row.contentType,
  bytes: row.bytes,
  sha256: row.sha256,
  runId: row.runId,
  taskId: row.taskId,
  createdAt: new Date(row.createdAt).toISOString(),
});

/** Files made or taken by runs: content in the blob store under the company, facts in SQL. */
@Injectable()
export class ArtifactStore {
  private readonly rows: TenantRepository<ArtifactRow>;

  constructor(
    private readonly db: Database,
    private readonly blobs: Blobs,
  ) {
    this.rows = new TenantRepository(db, artifactEntity);
  }

  async list(
    companyId: string,
    { runId, taskId, ...page }: PageQuery & { runId?: string | undefined; taskId?: string | undefined },
  ): Promise<Page<Artifact>> {
    const where = { ...(runId === undefined ? {} : { runId }), ...(taskId === undefined ? {} : { taskId }) };
    const found = await this.rows.page(companyId, { ...page, where });
    return { items: found.items.map(view), nextCursor: found.nextCursor };
  }

  /** Which of the ids are files of the company. */
  async known(companyId: string, ids: readonly string[]): Promise<Set<string>> {
    if (ids.length === 0) return new Set();
    const rows = await this.rows.find(companyId, { where: { id: oneOf([...new Set(ids)].slice(0, 1000)) } });
    return new Set(rows.map(({ id }) => id));
  }

  /** Content first, then the row: a crash between leaves a blob that nobody sees, never a row without content. */
  async create(companyId: string, file: NewFile, origin: { runId: string | null; key?: string }): Promise<Artifact> {
    const id = newId('artifact');
    const originKey = origin.key ?? id;
    const known = await this.rows.findOne(companyId, { originKey });
    if (known) return view(known);
    const content = typeof file.content === 'string' ? Buffer.from(file.content, 'utf8') : Buffer.from(file.content);
    const row: ArtifactRow = {
      id,
      companyId,
      name: file.name,
      contentType: file.contentType,
      bytes: content.byteLength,
      sha256: digest(content, 'hex'),
      blobKey: blobKeyOf(companyId, id),
      runId: origin.runId,
      taskId: null,
      originKey,
      createdAt: await this.db.now(),
    };
    await this.blobs.put(row.blobKey, content, { contentType: file.contentType });
    try {
      await this.rows.insert(companyId, row);
    } catch (error) {
      const twin = isDuplicateKey(error) ? await this.rows.findOne(companyId, { originKey }) : undefined;
      if (!twin) throw error;
      await this.blobs.delete(row.blobKey);
      return view(twin);
    }
    return view(row);
  }

  /** @throws ARTIFACT_NOT_FOUND */
  async open(companyId: string, id: string) {
    const row = await this.rows.get(companyId, id);
    if (!row) throw new AppError('ARTIFACT_NOT_FOUND');
    return { row, blob: await this.blobs.get(row.blobKey) };
  }

  capability(origin: StepOrigin): ArtifactCapability {
    return {
      write: async (file) => {
        const { id, name, bytes } = await this.create(origin.companyId, file, {
          runId: origin.runId,
          key: digest(JSON.stringify([origin.key, file.name])),
        });
        return { artifactId: id, name, bytes };
      },
      read: async (artifactId) => {
        const { row, blob } = await this.open(origin.companyId, artifactId);
        const chunks: Uint8Array[] = [];
        for await (const chunk of blob.stream) chunks.push(chunk as Uint8Array);
        return { name: row.name, contentType: row.contentType, content: Buffer.concat(chunks) };
      },
    };
  }
}
