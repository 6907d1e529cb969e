import { Injectable } from '@nestjs/common';
import {
  AppError,
  toolNameOf,
  type AgentExposure,
  type Caller,
  type In,
  type listAgentExposures,
  type Out,
  type PageQuery,
  type setAgentExposure,
} from '#libs/contracts';
import { Database, isDuplicateKey, oneOf, TenantRepository } from '#libs/platform/database';
import { agentEntity, type AgentRow } from '../agents/agent.entity.js';
import { agentExposureEntity, type AgentExposureRow } from './agent-exposure.entity.js';

type Wish = In<typeof setAgentExposure>['body'];

/** An active agent that is offered to programs outside. */
export interface ExposedAgent {
  id: string;
  tool: string;
  name: string;
  description: string;
  version: number;
}

const mostOffered = 200;

/** Which agents programs outside may call. */
@Injectable()
export class AgentExposures {
  private readonly rows: TenantRepository<AgentExposureRow>;
  private readonly agents: TenantRepository<AgentRow>;

  constructor(private readonly db: Database) {
    this.rows = new TenantRepository(db, agentExposureEntity);
    this.agents = new TenantRepository(db, agentEntity);
  }

  /** @throws AGENT_NOT_FOUND */
  async get({ companyId }: Caller, id: string): Promise<AgentExposure> {
    await this.require(companyId, id);
    return view(id, await this.rows.get(companyId, id));
  }

  /** Those that are or were offered. */
  async list({ companyId }: Caller, page: PageQuery): Promise<Out<typeof listAgentExposures>> {
    const found = await this.rows.page(companyId, page);
    const ids = found.items.map(({ id }) => id);
    const agents = ids.length === 0 ? [] : await this.agents.find(companyId, { where: { id: oneOf(ids) } });
    const byId = new Map(agents.map((agent) => [agent.id, agent]));
    return {
      items: found.items.flatMap((row) => {
        const agent = byId.get(row.id);
        return agent ? [{ ...view(row.id, row), name: agent.name, ready: agent.status === 'active' }] : [];
      }),
      nextCursor: found.nextCursor,
    };
  }

  /** The name of the tool stays as it was first given, whatever the agent is called later. @throws AGENT_NOT_FOUND, CONFLICT */
  async set({ companyId }: Caller, id: string, wish: Wish): Promise<AgentExposure> {
    const { name } = await this.require(companyId, id);
    const known = await this.rows.get(companyId, id);
    const wanted = wish.tool === undefined ? (known?.tool ?? toolNameOf('agent', name)) : `agent_${wish.tool}`;
    // A name that nobody chose gives way to one that is taken.
    const tools = wish.tool === undefined && !known ? [wanted, `${wanted}_2`, `${wanted}_3`] : [wanted];
    const description = wish.description ?? known?.description ?? '';
    const updatedAt = await this.db.now();
    for (const tool of tools) {
      const row: AgentExposureRow = { id, companyId, mcp: wish.mcp, a2a: wish.a2a, tool, description, updatedAt };
      if (await this.write(row, known !== undefined)) return view(id, row);
    }
    const message = `another agent is offered as ${wanted}`;
    throw new AppError('CONFLICT', { detail: message, issues: [{ path: 'tool', message }] });
  }

  /** Active agents that are offered by this protocol, by tool. */
  async offered(companyId: string, by: 'mcp' | 'a2a'): Promise<ExposedAgent[]> {
    const where = by === 'mcp' ? { mcp: true } : { a2a: true };
    const rows = await this.rows.find(companyId, { where, order: { tool: 'asc' }, limit: mostOffered });
    if (rows.length === 0) return [];
    const active = await this.agents.find(companyId, {
      where: { id: oneOf(rows.map(({ id }) => id)), status: 'active' },
      limit: mostOffered,
    });
    const byId = new Map(active.map((agent) => [agent.id, agent]));
    return rows.flatMap((row) => {
      const agent = byId.get(row.id);
      return agent ? [exposed(row, agent)] : [];
    });
  }

  /** @throws AGENT_NOT_FOUND for one that is not offered by this protocol, or not active */
  async requireOffered(companyId: string, id: string, by: 'mcp' | 'a2a'): Promise<ExposedAgent> {
    const row = await this.rows.get(companyId, id);
    const agent = row?.[by] ? await this.agents.get(companyId, id) : undefined;
    if (!row || agent?.status !== 'active')
      throw new AppError('AGENT_NOT_FOUND', { detail: 'This agent is not offered to programs outside' });
    return exposed(row, agent);
  }

  private async require(companyId: string, id: string): Promise<AgentRow> {
    const row = await this.agents.get(companyId, id);
    if (!row) throw new AppError('AGENT_NOT_FOUND');
    return row;
  }

  /** False when another agent has the name. */
  private async write({ id, companyId, ...set }: AgentExposureRow, isKnown: boolean): Promise<boolean> {
    try {
      if (isKnown) await this.rows.update(companyId, { id }, set);
      else await this.rows.insert(companyId, { id, ...set });
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }
}

const exposed = ({ tool, description }: AgentExposureRow, { id, name, version, config }: AgentRow): ExposedAgent => ({
  id,
  tool,
  name,
  version,
  description: description || config.goal,
});

const view = (agentId: string, row: AgentExposureRow | undefined): AgentExposure => ({
  agentId,
  mcp: row?.mcp ?? false,
  a2a: row?.a2a ?? false,
  tool: row?.tool ?? null,
  description: row?.description ?? '',
});
