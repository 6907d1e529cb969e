import { Injectable } from '@nestjs/common';
import { AppError, type Agent, type AgentVersion, type Caller, type Page, type PageQuery } from '#libs/contracts';
import { Database, TenantRepository } from '#libs/platform/database';
import { completeConfig } from './agent-config.js';
import { agentVersionEntity, type AgentVersionRow } from './agent.entity.js';
import { AgentsService } from './agents.service.js';
import { configChanges } from './config-changes.js';

/** What an agent was like: each change froze a version, and none is ever changed again. */
@Injectable()
export class AgentVersionsService {
  private readonly versions: TenantRepository<AgentVersionRow>;

  constructor(
    db: Database,
    private readonly agents: AgentsService,
  ) {
    this.versions = new TenantRepository(db, agentVersionEntity);
  }

  /** Newest first. @throws AGENT_NOT_FOUND */
  async list(caller: Caller, agentId: string, page: PageQuery): Promise<Page<AgentVersion>> {
    const { name } = await this.agents.require(caller.companyId, agentId);
    const { items, nextCursor } = await this.versions.page(caller.companyId, {
      ...page,
      where: { agentId },
      order: ['version', 'desc'],
    });
    return { items: items.map((row) => view(row, name)), nextCursor };
  }

  /** @throws AGENT_NOT_FOUND, VERSION_NOT_FOUND */
  async get(caller: Caller, agentId: string, version: number): Promise<AgentVersion> {
    const { name } = await this.agents.require(caller.companyId, agentId);
    const row = await this.versions.findOne(caller.companyId, { agentId, version });
    if (!row) throw new AppError('VERSION_NOT_FOUND');
    return view(row, name);
  }

  /** @throws AGENT_NOT_FOUND, VERSION_NOT_FOUND */
  async compare(caller: Caller, agentId: string, { from, to }: { from: number; to: number }) {
    const [before, after] = [await this.get(caller, agentId, from), await this.get(caller, agentId, to)];
    return { from, to, changes: configChanges(before.config, after.config) };
  }

  /**
   * The configuration of an earlier version as the next one. Name and status stay.
   * @throws AGENT_NOT_FOUND, VERSION_NOT_FOUND, PRECONDITION_FAILED, and where its tools or model are not there any more
   */
  async rollBack(caller: Caller, agentId: string, version: number, ifMatch: string | undefined): Promise<Agent> {
    const { config } = await this.get(caller, agentId, version);
    return this.agents.replace(caller, agentId, config, ifMatch);
  }

  /** @throws AGENT_NOT_FOUND, AGENT_NAME_TAKEN, and where its tools or model are not there any more */
  async clone(caller: Caller, agentId: string, name: string): Promise<Agent> {
    const { config } = await this.agents.require(caller.companyId, agentId);
    return this.agents.create(caller, { ...completeConfig(config), name });
  }
}

const view = ({ version, name, config, createdAt, createdBy }: AgentVersionRow, today: string): AgentVersion => ({
  version,
  name: name ?? today,
  config: completeConfig(config),
  createdAt: new Date(createdAt).toISOString(),
  createdBy,
});
