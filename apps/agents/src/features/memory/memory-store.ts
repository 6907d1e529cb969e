import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AppError, newId, type Caller } from '#libs/contracts';
import { Database, isDuplicateKey, TenantRepository } from '#libs/platform/database';
import { memoryEntity, type MemoryOwner, type MemoryRow } from './memory.entity.js';
import { mostRelevant } from './relevance.js';
import { MemoryVectors } from './memory-vectors.js';

/** An owner has so many at most; beyond, the one that was of no use for the longest time goes. */
export const mostMemories = 2_000;
/** Of each owner, so many are looked through: the newest. */
const mostCandidates = 500;

export interface NewMemory extends MemoryOwner {
  content: string;
  kind: MemoryRow['kind'];
  source: MemoryRow['source'];
  outside: boolean;
  agentId: string | null;
  taskId?: string | null;
  conversationId?: string | null;
  expiresAt?: number | null;
}

/** Equal words are equal, however they are spaced. */
export const contentHash = (content: string): string =>
  createHash('sha256').update(content.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase()).digest('hex');

/** What is kept beyond tasks, by owner. Nothing here asks who may: that is for those who call. */
@Injectable()
export class MemoryStore extends TenantRepository<MemoryRow> {
  constructor(
    private readonly database: Database,
    private readonly vectors: MemoryVectors,
  ) {
    super(database, memoryEntity);
  }

  /** @throws MEMORY_NOT_FOUND */
  async require(companyId: string, id: string): Promise<MemoryRow> {
    const row = await this.get(companyId, id);
    if (!row || isExpired(row, await this.database.now())) throw new AppError('MEMORY_NOT_FOUND');
    return row;
  }

  /** The same words of the same owner are one memory: kept again, it is as new, and stays marked where it was. */
  async keep(caller: Caller, given: NewMemory): Promise<{ row: MemoryRow; known: boolean }> {
    const { companyId } = caller;
    const { about, ownerId, content } = given;
    const hash = contentHash(content);
    const at = await this.database.now();
    const twin = await this.findOne(companyId, { about, ownerId, contentHash: hash });
    if (twin) return { row: await this.renew(twin, given, at), known: true };
    const row: MemoryRow = {
      id: newId('memory'),
      companyId,
      about,
      ownerId,
      content,
      contentHash: hash,
      agentId: given.agentId,
      kind: given.kind,
      outside: given.outside,
      source: given.source,
      taskId: given.taskId ?? null,
      conversationId: given.conversationId ?? null,
      ...(await this.vectors.columns(caller, content)),
      lastRecalledAt: null,
      expiresAt: given.expiresAt ?? null,
      createdAt: at,
      updatedAt: at,
    };
    try {
      await this.insert(companyId, row);
    } catch (error) {
      const faster = isDuplicateKey(error)
        ? await this.findOne(companyId, { about, ownerId, contentHash: hash })
        : undefined;
      if (!faster) throw error;
      return { row: faster, known: true };
    }
    await this.makeRoom(companyId, given);
    return { row, known: false };
  }

  /** Of these owners, what fits the question, best first. What is given counts as of use. */
  async recall(
    caller: Caller,
    owners: readonly MemoryOwner[],
    { query, limit }: { query: string; limit: number },
  ): Promise<MemoryRow[]> {
    const { companyId } = caller;
    const now = await this.database.now();
    const found = await Promise.all(
      owners.map(({ about, ownerId }) =>
        this.find(companyId, { where: { about, ownerId }, order: { updatedAt: 'desc' }, limit: mostCandidates }),
      ),
    );
    const rows = found.flat().filter((row) => !isExpired(row, now));
    const asked = rows.some(({ vector }) => vector !== null) ? await this.vectors.of(caller, query) : undefined;
    const fitting = mostRelevant(rows, query, { now, limit, asked });
    await Promise.all(fitting.map(({ id }) => this.update(companyId, { id }, { lastRecalledAt: now })));
    return fitting;
  }

  /** Those whose time is over, of all companies, a few at a time. @returns how many */
  async sweep(): Promise<number> {
    const rows = await this.database.query<{ id: string; company_id: string }>(
      `SELECT id, company_id FROM memories WHERE expires_at <= ${this.database.sql.now} ORDER BY expires_at LIMIT 100`,
    );
    for (const { id, company_id } of rows) await this.delete(company_id, { id });
    return rows.length;
  }

  private async renew(row: MemoryRow, { kind, outside, expiresAt = null }: NewMemory, at: number): Promise<MemoryRow> {
    const changes = { kind, expiresAt, outside: row.outside || outside, updatedAt: at };
    await this.update(row.companyId, { id: row.id }, changes);
    return { ...row, ...changes };
  }

  private async makeRoom(companyId: string, { about, ownerId }: MemoryOwner): Promise<void> {
    const surplus = (await this.count(companyId, { about, ownerId })) - mostMemories;
    if (surplus <= 0) return;
    const oldest = await this.database.query<{ id: string }>(
      'SELECT id FROM memories WHERE company_id = ? AND about = ? AND owner_id = ? ' +
        "ORDER BY CASE WHEN source = 'person' THEN 1 ELSE 0 END, COALESCE(last_recalled_at, updated_at), id LIMIT ?",
      [companyId, about, ownerId, surplus],
    );
    for (const { id } of oldest) await this.delete(companyId, { id });
  }
}

export const isExpired = ({ expiresAt }: Pick<MemoryRow, 'expiresAt'>, now: number): boolean =>
  expiresAt !== null && expiresAt <= now;
