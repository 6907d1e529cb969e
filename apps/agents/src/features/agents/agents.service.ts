import { Injectable } from '@nestjs/common';
import { AppError, newId, type Agent, type Caller, type Page, type PageQuery } from '#libs/contracts';
import { contains, Database, isDuplicateKey, TenantRepository, type Tx } from '#libs/platform/database';
import { completeConfig, mergedConfig, workingConfig, type AgentChanges } from './agent-config.js';
import { AgentKnowledge } from '../knowledge/search/agent-knowledge.js';
import { ModelCheck } from './model-check.js';
import { toolName } from '../tools/agent-tools.js';
import { Toolbox } from '../tools/toolbox.js';
import {
  agentEntity,
  agentVersionEntity,
  type AgentConfig,
  type AgentRow,
  type AgentVersionRow,
} from './agent.entity.js';

const iso = (ms: number) => new Date(ms).toISOString();
export const nameKeyOf = (name: string) => name.trim().toLowerCase();
const etagOf = (row: AgentRow) => `"${row.version}"`;

export const agentView = (row: AgentRow): Agent => ({
  id: row.id,
  name: row.name,
  status: row.status,
  version: row.version,
  ...completeConfig(row.config),
  etag: etagOf(row),
  createdAt: iso(row.createdAt),
  updatedAt: iso(row.updatedAt),
});

@Injectable()
export class AgentsService {
  private readonly agents: TenantRepository<AgentRow>;
  private readonly versions: TenantRepository<AgentVersionRow>;

  constructor(
    private readonly db: Database,
    private readonly toolbox: Toolbox,
    private readonly models: ModelCheck,
    private readonly knowledge: AgentKnowledge,
  ) {
    this.agents = new TenantRepository(db, agentEntity);
    this.versions = new TenantRepository(db, agentVersionEntity);
  }

  /** @throws AGENT_NAME_TAKEN, TOOL_NOT_FOUND, MODEL_NOT_FOUND, MODEL_NO_TOOLS */
  async create(
    caller: Caller,
    request: AgentChanges & { name: string; goal: string },
    { externalId = null, status = 'draft' }: { externalId?: string | null; status?: Agent['status'] } = {},
  ): Promise<Agent> {
    const config = mergedConfig(completeConfig({ goal: request.goal }), request);
    await this.check(caller, config);
    const now = await this.db.now();
    const row: AgentRow = {
      id: newId('agent'),
      companyId: caller.companyId,
      name: request.name.trim(),
      nameKey: nameKeyOf(request.name),
      externalId,
      status,
      version: 1,
      config,
      createdAt: now,
      updatedAt: now,
    };
    await this.taken(row.name, () =>
      this.db.transaction(async (tx) => {
        await this.agents.in(tx).insert(caller.companyId, row);
        await this.freeze(tx, row, caller);
      }),
    );
    return agentView(row);
  }

  async list(
    caller: Caller,
    { search, status, ...page }: PageQuery & { search?: string | undefined; status?: Agent['status'] | undefined },
  ): Promise<Page<Agent>> {
    const where = {
      ...(status === undefined ? {} : { status }),
      ...(search === undefined ? {} : { nameKey: contains(nameKeyOf(search)) }),
    };
    const found = await this.agents.page(caller.companyId, { ...page, where, order: ['nameKey', 'asc'] });
    return { items: found.items.map(agentView), nextCursor: found.nextCursor };
  }

  /** @throws AGENT_NOT_FOUND */
  async get(caller: Caller, id: string): Promise<Agent> {
    return agentView(await this.require(caller.companyId, id));
  }

  /** @throws AGENT_NOT_FOUND */
  async byName(caller: Caller, name: string): Promise<Agent> {
    return agentView(await this.find(caller.companyId, name));
  }

  /** Every change is the next version. @throws AGENT_NOT_FOUND, PRECONDITION_FAILED, and as `create` */
  async update(caller: Caller, id: string, changes: AgentChanges, ifMatch: string | undefined): Promise<Agent> {
    const row = await this.unchanged(caller, id, ifMatch);
    const config = mergedConfig(completeConfig(row.config), changes);
    return this.save(caller, row, { config, name: changes.name?.trim() ?? row.name });
  }

  /** Another configuration as a whole, under the same name. @throws as `update` */
  async replace(caller: Caller, id: string, config: AgentConfig, ifMatch: string | undefined): Promise<Agent> {
    const row = await this.unchanged(caller, id, ifMatch);
    return this.save(caller, row, { config, name: row.name });
  }

  /** @throws AGENT_NOT_FOUND */
  async setStatus(caller: Caller, id: string, status: Agent['status']): Promise<Agent> {
    const row = await this.require(caller.companyId, id);
    const updatedAt = await this.db.now();
    await this.agents.update(caller.companyId, { id }, { status, updatedAt });
    return agentView({ ...row, status, updatedAt });
  }

  /** The agent that takes a task, by id or by name. @throws AGENT_NOT_FOUND, AGENT_INACTIVE */
  async forTask(companyId: string, idOrName: string): Promise<AgentRow> {
    const row = (await this.agents.get(companyId, idOrName)) ?? (await this.find(companyId, idOrName));
    if (row.status !== 'active')
      throw new AppError('AGENT_INACTIVE', { detail: `${row.name} is ${row.status}; activate it first` });
    return row;
  }

  /** The configuration a task began with. @throws AGENT_NOT_FOUND */
  async configOf(companyId: string, agentId: string, version: number): Promise<AgentConfig> {
    const row = await this.versions.findOne(companyId, { agentId, version });
    if (!row) throw new AppError('AGENT_NOT_FOUND');
    return workingConfig(completeConfig(row.config));
  }

  private async find(companyId: string, name: string): Promise<AgentRow> {
    const row = await this.agents.findOne(companyId, { nameKey: nameKeyOf(name) });
    if (!row) throw new AppError('AGENT_NOT_FOUND', { detail: `No agent answers to "${name}"` });
    return row;
  }

  /** @throws AGENT_NOT_FOUND */
  async require(companyId: string, id: string): Promise<AgentRow> {
    const row = await this.agents.get(companyId, id);
    if (!row) throw new AppError('AGENT_NOT_FOUND');
    return row;
  }

  private async unchanged(caller: Caller, id: string, ifMatch: string | undefined): Promise<AgentRow> {
    const row = await this.require(caller.companyId, id);
    if (ifMatch !== undefined && ifMatch !== '*' && ifMatch !== etagOf(row)) throw changed(row);
    return row;
  }

  private async save(
    caller: Caller,
    row: AgentRow,
    { config, name }: { config: AgentConfig; name: string },
  ): Promise<Agent> {
    await this.check(caller, config);
    const updatedAt = await this.db.now();
    const next: AgentRow = { ...row, name, nameKey: nameKeyOf(name), config, version: row.version + 1, updatedAt };
    await this.taken(name, () =>
      this.db.transaction(async (tx) => {
        const { id, companyId: _company, createdAt: _created, ...set } = next;
        if ((await this.agents.in(tx).update(caller.companyId, { id, version: row.version }, set)) === 0)
          throw changed(row);
        await this.freeze(tx, next, caller);
      }),
    );
    return agentView(next);
  }

  private async check(caller: Caller, config: AgentConfig): Promise<void> {
    for (const tool of config.tools) await this.toolbox.resolve(caller.companyId, toolName(tool));
    await this.knowledge.assertReadable(caller, config.knowledgeBases);
    // Of a model elsewhere nothing is known beforehand.
    if (config.endpoint === undefined)
      await this.models.assertFits(caller, config.model, workingConfig(config).tools.length > 0);
    else if (config.model === 'default')
      throw new AppError('MODEL_NOT_FOUND', {
        issues: [{ path: 'model', message: 'expected the name of the model that the endpoint serves' }],
      });
  }

  private async freeze(tx: Tx, row: AgentRow, { userId }: Caller): Promise<void> {
    const id = `${row.id}.${row.version}`;
    await this.versions.in(tx).insert(row.companyId, {
      id,
      agentId: row.id,
      version: row.version,
      config: row.config,
      name: row.name,
      createdBy: userId ?? null,
      createdAt: row.updatedAt,
    });
  }

  private async taken(name: string, write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      if (isDuplicateKey(error))
        throw new AppError('AGENT_NAME_TAKEN', {
          issues: [{ path: 'name', message: `another agent is called "${name}"` }],
        });
      throw error;
    }
  }
}

const changed = (row: AgentRow) =>
  new AppError('PRECONDITION_FAILED', { detail: 'The agent was changed by somebody else', etag: etagOf(row) });
