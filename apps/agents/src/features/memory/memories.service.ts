import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import {
  AppError,
  may,
  type Caller,
  type Memory,
  type MemoryAbout,
  type MemoryKind,
  type Page,
  type PageQuery,
} from '#libs/contracts';
import { AuditTrail } from '#libs/platform/audit';
import { contains, Database, isDuplicateKey, sqlCondition } from '#libs/platform/database';
import type { FileAnswer } from '#libs/platform/http';
import { AgentsService } from '../agents/agents.service.js';
import type { MemoryOwner, MemoryRow } from './memory.entity.js';
import { contentHash, MemoryStore } from './memory-store.js';
import { MemoryVectors } from './memory-vectors.js';

export interface MemoryScope {
  about: MemoryAbout;
  agentId?: string | undefined;
}

const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
const exportPage = 200;

/** What agents keep, as people read, correct, forget and take it away. What is kept about a person, that person alone may. */
@Injectable()
export class MemoriesService {
  constructor(
    private readonly db: Database,
    private readonly store: MemoryStore,
    private readonly vectors: MemoryVectors,
    private readonly agents: AgentsService,
    private readonly trail: AuditTrail,
  ) {}

  /** @throws AGENT_NOT_FOUND, FORBIDDEN, VALIDATION_FAILED */
  async list(
    caller: Caller,
    { about, agentId, search, ...page }: MemoryScope & PageQuery & { search?: string | undefined },
  ): Promise<Page<Memory>> {
    const owner = await this.owner(caller, { about, agentId }, 'memories:read');
    const found = await this.store.page(caller.companyId, {
      ...page,
      where: {
        ...owner,
        ...(search ? { content: contains(search) } : {}),
        expiresAt: unexpired(await this.db.now()),
      },
    });
    return { items: found.items.map(memoryView), nextCursor: found.nextCursor };
  }

  /** @throws AGENT_NOT_FOUND, FORBIDDEN */
  async create(
    caller: Caller,
    {
      content,
      kind,
      expiresAt,
      ...scope
    }: MemoryScope & { content: string; kind: MemoryKind; expiresAt?: string | null | undefined },
  ): Promise<Memory> {
    const owner = await this.owner(caller, scope, 'memories:write');
    const { row } = await this.store.keep(caller, {
      ...owner,
      content,
      kind,
      source: 'person',
      outside: false,
      agentId: scope.agentId ?? null,
      expiresAt: expiresAt ? Date.parse(expiresAt) : null,
    });
    return memoryView(row);
  }

  /** What a person has put into words of their own comes from no stranger any more. @throws MEMORY_NOT_FOUND, FORBIDDEN, CONFLICT */
  async update(
    caller: Caller,
    id: string,
    {
      content,
      kind,
      expiresAt,
    }: { content?: string | undefined; kind?: MemoryKind | undefined; expiresAt?: string | null | undefined },
  ): Promise<Memory> {
    const row = await this.writable(caller, id);
    const isReworded = content !== undefined && content !== row.content;
    const changes: Partial<MemoryRow> = {
      ...(isReworded
        ? {
            content,
            contentHash: contentHash(content),
            outside: false,
            source: 'person',
            ...(await this.vectors.columns(caller, content)),
          }
        : {}),
      ...(kind === undefined ? {} : { kind }),
      ...(expiresAt === undefined ? {} : { expiresAt: expiresAt === null ? null : Date.parse(expiresAt) }),
      updatedAt: await this.db.now(),
    };
    try {
      const { id: _id, companyId: _companyId, ...set } = changes;
      await this.store.update(caller.companyId, { id }, set);
    } catch (error) {
      if (isDuplicateKey(error))
        throw new AppError('CONFLICT', { detail: 'There is a memory with these words already' });
      throw error;
    }
    return memoryView({ ...row, ...changes });
  }

  /** @throws MEMORY_NOT_FOUND, FORBIDDEN */
  async delete(caller: Caller, id: string): Promise<void> {
    await this.writable(caller, id);
    await this.store.delete(caller.companyId, { id });
  }

  /** @throws AGENT_NOT_FOUND, FORBIDDEN */
  async forget(caller: Caller, scope: MemoryScope): Promise<{ forgotten: number }> {
    const owner = await this.owner(caller, scope, 'memories:write');
    return { forgotten: await this.store.delete(caller.companyId, { ...owner }) };
  }

  /** @throws AGENT_NOT_FOUND, FORBIDDEN, VALIDATION_FAILED */
  async export(caller: Caller, scope: MemoryScope): Promise<FileAnswer> {
    const owner = await this.owner(caller, scope, 'memories:read');
    const { companyId } = caller;
    await this.trail.tellAlone({
      companyId,
      action: 'memory.exported',
      target: { type: 'memory', id: owner.ownerId },
      facts: { about: owner.about },
    });
    return {
      name: `memories-${owner.about}.jsonl`,
      contentType: 'application/jsonl; charset=utf-8',
      content: Readable.from(this.lines(companyId, owner)),
    };
  }

  private async *lines(companyId: string, owner: MemoryOwner): AsyncGenerator<string> {
    const expiresAt = unexpired(await this.db.now());
    for (let cursor: string | undefined; ;) {
      const page = await this.store.page(companyId, {
        where: { ...owner, expiresAt },
        limit: exportPage,
        ...(cursor === undefined ? {} : { cursor }),
      });
      for (const row of page.items) yield `${JSON.stringify(memoryView(row))}\n`;
      if (page.nextCursor === null) return;
      cursor = page.nextCursor;
    }
  }

  private async owner(
    caller: Caller,
    { about, agentId }: MemoryScope,
    permission: 'memories:read' | 'memories:write',
  ): Promise<MemoryOwner> {
    if (about === 'user') return { about, ownerId: selfOf(caller) };
    assertMay(caller, permission);
    if (about === 'company') return { about, ownerId: caller.companyId };
    if (agentId === undefined)
      throw new AppError('VALIDATION_FAILED', {
        issues: [{ path: 'agentId', message: 'expected with about=agent' }],
      });
    await this.agents.get(caller, agentId);
    return { about, ownerId: agentId };
  }

  /** Another person's is not there. */
  private async writable(caller: Caller, id: string): Promise<MemoryRow> {
    const row = await this.store.require(caller.companyId, id);
    if (row.about === 'user') {
      if (row.ownerId !== caller.userId) throw new AppError('MEMORY_NOT_FOUND');
    } else assertMay(caller, 'memories:write');
    return row;
  }
}

const unexpired = (now: number) =>
  sqlCondition<number>((column) => `(${column} IS NULL OR ${column} > :memoryNow)`, { memoryNow: now });

function selfOf({ userId }: Caller): string {
  if (userId === undefined) throw new AppError('FORBIDDEN', { detail: 'Only a person has memories of their own' });
  return userId;
}

function assertMay(caller: Caller, permission: 'memories:read' | 'memories:write'): void {
  if (!may(caller, permission)) throw new AppError('FORBIDDEN', { detail: `It needs the permission ${permission}` });
}

const memoryView = (row: MemoryRow): Memory => ({
  id: row.id,
  about: row.about,
  agentId: row.agentId,
  kind: row.kind,
  content: row.content,
  outside: row.outside,
  source: row.source,
  taskId: row.taskId,
  conversationId: row.conversationId,
  lastRecalledAt: iso(row.lastRecalledAt),
  expiresAt: iso(row.expiresAt),
  createdAt: iso(row.createdAt)!,
  updatedAt: iso(row.updatedAt)!,
});
