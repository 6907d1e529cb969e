import { Injectable } from '@nestjs/common';
import {
  aiRpc,
  AppError,
  newId,
  type Caller,
  type KnowledgeBase,
  type Page,
  type PageQuery,
  type Role,
} from '#libs/contracts';
import { Durable, type SqlTransaction } from '#libs/durable';
import { contains, Database, isDuplicateKey, oneOf, TenantRepository } from '#libs/platform/database';
import { RpcClient } from '#libs/platform/rpc';
import { agentEntity, type AgentRow } from '../../agents/agent.entity.js';
import { DocumentCommits } from '../documents/document-commits.js';
import { newIndex } from '../index/index-spec.js';
import { cleanLater, runKinds, type ReindexWork } from '../ingestion/knowledge-runs.js';
import { BaseCountsReader } from './base-counts.js';
import { KnowledgeAccess, knowledgeNameKey, rolesBelow } from './knowledge-access.js';
import { knowledgeBaseEntity, type KnowledgeBaseRow, type KnowledgeSettings } from './knowledge-base.entity.js';
import { knowledgeBaseView, noCounts } from './knowledge-base.view.js';

type Wish = { name: string; readRole: Role } & KnowledgeSettings;
type Changes = { [K in keyof Wish]?: Wish[K] | undefined };

const ownedTables = [
  'knowledge_documents',
  'knowledge_sources',
  'knowledge_questions',
  'knowledge_evaluations',
] as const;

@Injectable()
export class KnowledgeBasesService {
  private readonly bases: TenantRepository<KnowledgeBaseRow>;
  private readonly agents: TenantRepository<AgentRow>;

  constructor(
    private readonly db: Database,
    private readonly durable: Durable,
    private readonly rpc: RpcClient,
    private readonly access: KnowledgeAccess,
    private readonly counts: BaseCountsReader,
    private readonly commits: DocumentCommits,
  ) {
    this.bases = new TenantRepository(db, knowledgeBaseEntity);
    this.agents = new TenantRepository(db, agentEntity);
  }

  /** @throws KNOWLEDGE_NAME_TAKEN, MODEL_NOT_FOUND */
  async create(caller: Caller, { name, readRole, ...settings }: Wish): Promise<KnowledgeBase> {
    await this.assertEmbeds(caller, settings.embeddingModel);
    assertSelf(caller, readRole);
    const now = await this.db.now();
    const row: KnowledgeBaseRow = {
      id: newId('knowledgeBase'),
      companyId: caller.companyId,
      name,
      nameKey: knowledgeNameKey(name),
      readRole,
      settings,
      active: newIndex(settings),
      building: null,
      buildError: null,
      createdAt: now,
      updatedAt: now,
    };
    await taken(name, () => this.bases.insert(caller.companyId, row));
    return knowledgeBaseView(row, noCounts);
  }

  async list(
    { companyId, role }: Caller,
    { search, ...page }: PageQuery & { search?: string | undefined },
  ): Promise<Page<KnowledgeBase>> {
    const where = {
      readRole: oneOf(rolesBelow(role)),
      ...(search === undefined ? {} : { nameKey: contains(knowledgeNameKey(search)) }),
    };
    const found = await this.bases.page(companyId, { ...page, where, order: ['nameKey', 'asc'] });
    const counts = await this.counts.of(
      companyId,
      found.items.map(({ id }) => id),
    );
    return {
      items: found.items.map((row) => knowledgeBaseView(row, counts.get(row.id) ?? noCounts)),
      nextCursor: found.nextCursor,
    };
  }

  /** @throws KNOWLEDGE_BASE_NOT_FOUND */
  async get(caller: Caller, id: string): Promise<KnowledgeBase> {
    return this.view(await this.access.require(caller, id));
  }

  /**
   * What the change asks for happens in the background: another model or language builds another index beside the one that answers, another
   * size of passages reads each document again.
   * @throws KNOWLEDGE_BASE_NOT_FOUND, KNOWLEDGE_NAME_TAKEN, MODEL_NOT_FOUND
   */
  async update(caller: Caller, id: string, changes: Changes): Promise<KnowledgeBase> {
    const row = await this.access.require(caller, id);
    const { name = row.name, readRole = row.readRole, ...given } = changes;
    const settings: KnowledgeSettings = { ...row.settings, ...defined(given) };
    if (settings.embeddingModel !== row.settings.embeddingModel)
      await this.assertEmbeds(caller, settings.embeddingModel);
    assertSelf(caller, readRole);
    await taken(name, () =>
      this.db.transaction(async (tx) => {
        const base = await this.commits.lockBase(tx as SqlTransaction, caller.companyId, id);
        if (!base) throw new AppError('KNOWLEDGE_BASE_NOT_FOUND');
        const { active, building } = base;
        const fits = (index: typeof active | null) =>
          index?.model === settings.embeddingModel && index.language === settings.language;
        const next = fits(active) ? null : fits(building) ? building : newIndex(settings);
        await this.bases.in(tx).update(
          caller.companyId,
          { id },
          {
            name,
            nameKey: knowledgeNameKey(name),
            readRole,
            settings,
            building: next,
            buildError: null,
            updatedAt: this.durable.now(),
          },
        );
        if (next?.id !== building?.id) {
          await tx.run('UPDATE knowledge_documents SET built_rev = NULL WHERE base_id = ?', [id]);
          if (next)
            await this.reindex(tx as SqlTransaction, caller.companyId, { baseId: id, index: next, previous: active });
        }
        if (settings.chunkChars !== row.settings.chunkChars)
          await this.readAgain(tx as SqlTransaction, caller.companyId, id);
      }),
    );
    return this.get(caller, id);
  }

  /** @throws KNOWLEDGE_BASE_NOT_FOUND, KNOWLEDGE_BASE_IN_USE naming the agents */
  async delete(caller: Caller, id: string): Promise<void> {
    const { companyId } = caller;
    const row = await this.access.require(caller, id);
    const users = await this.usersOf(companyId, row);
    if (users.length > 0)
      throw new AppError('KNOWLEDGE_BASE_IN_USE', {
        detail: `${users.map(({ name }) => name).join(', ')} search in it`,
        agents: users,
      });
    await this.db.transaction(async (tx) => {
      const base = await this.commits.lockBase(tx as SqlTransaction, companyId, id);
      if (!base) return;
      await this.bases.in(tx).delete(companyId, { id });
      for (const table of ownedTables)
        await tx.run(`DELETE FROM ${table} WHERE base_id = ? AND company_id = ?`, [id, companyId]);
      const indexes = [base.active, ...(base.building ? [base.building] : [])];
      await cleanLater(this.durable, tx as SqlTransaction, companyId, {
        id: `${id}.gone`,
        baseId: id,
        indexes,
        whole: true,
      });
    });
  }

  private async view(row: KnowledgeBaseRow): Promise<KnowledgeBase> {
    const counts = await this.counts.of(row.companyId, [row.id]);
    return knowledgeBaseView(row, counts.get(row.id) ?? noCounts);
  }

  private reindex(tx: SqlTransaction, companyId: string, work: ReindexWork): Promise<boolean> {
    return this.durable.create(
      { kind: runKinds.reindex, id: `${work.baseId}.${work.index.id}`, companyId, input: work },
      tx,
    );
  }

  private async readAgain(tx: SqlTransaction, companyId: string, baseId: string): Promise<void> {
    const rows = await tx.query<{ id: string }>(
      `SELECT id FROM knowledge_documents WHERE base_id = ? AND company_id = ? AND status <> 'duplicate' ORDER BY id`,
      [baseId, companyId],
    );
    for (const { id } of rows) await this.commits.again(tx, companyId, id);
  }

  /** Agents that are given it by id or by name. */
  private async usersOf(companyId: string, { id, nameKey }: KnowledgeBaseRow): Promise<{ id: string; name: string }[]> {
    const agents = await this.agents.find(companyId, { where: { status: oneOf(['draft', 'active'] as const) } });
    return agents
      .filter(({ config }) => config.knowledgeBases?.some((each) => each === id || knowledgeNameKey(each) === nameKey))
      .map((agent) => ({ id: agent.id, name: agent.name }));
  }

  /** @throws MODEL_NOT_FOUND naming those that make vectors */
  private async assertEmbeds(caller: Caller, model: string | null): Promise<void> {
    if (model === null) return;
    const { items } = await this.rpc.call(aiRpc.models, {}, { caller });
    const able = items.filter(({ embeddings }) => embeddings).map(({ id }) => id);
    if (able.includes(model)) return;
    throw new AppError('MODEL_NOT_FOUND', {
      detail: `No provider makes vectors with "${model}"`,
      issues: [
        {
          path: 'embeddingModel',
          message: able.length > 0 ? `expected one of ${able.join(', ')}` : 'no provider of the company makes vectors',
        },
      ],
    });
  }
}

/** Nobody shuts the door on themselves. */
function assertSelf({ role }: Caller, readRole: Role): void {
  if (rolesBelow(role).includes(readRole)) return;
  throw new AppError('VALIDATION_FAILED', {
    detail: `You could not read it yourself: your role is ${role}`,
    issues: [{ path: 'readRole', message: `expected one of ${rolesBelow(role).join(', ')}` }],
  });
}

const defined = <T extends object>(given: T): Partial<T> =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Partial<T>;

async function taken(name: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    throw new AppError('KNOWLEDGE_NAME_TAKEN', {
      issues: [{ path: 'name', message: `another knowledge base is called "${name}"` }],
    });
  }
}
