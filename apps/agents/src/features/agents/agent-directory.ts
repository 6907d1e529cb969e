import { Injectable } from '@nestjs/common';
import type { Agent } from '#libs/contracts';
import { Database, TenantRepository } from '#libs/platform/database';
import { agentEntity, type AgentRow } from './agent.entity.js';
import { nameKeyOf } from './agents.service.js';

/** How an agent was found. */
export interface Found {
  row: AgentRow;
  by: 'id' | 'name';
}

/** The agents of a company as others refer to them. */
@Injectable()
export class AgentDirectory {
  private readonly agents: TenantRepository<AgentRow>;

  constructor(db: Database) {
    this.agents = new TenantRepository(db, agentEntity);
  }

  /** By its id here, the id it was imported with, or its name. */
  async lookUp(
    companyId: string,
    { id, name }: { id?: string | undefined; name?: string | undefined },
  ): Promise<Found | undefined> {
    const byId =
      id === undefined
        ? undefined
        : ((await this.agents.get(companyId, id)) ?? (await this.agents.findOne(companyId, { externalId: id })));
    if (byId) return { row: byId, by: 'id' };
    const byName = name === undefined ? undefined : await this.agents.findOne(companyId, { nameKey: nameKeyOf(name) });
    return byName && { row: byName, by: 'name' };
  }

  /** Which of these ids and names exist. */
  async statuses(companyId: string, refs: readonly string[]): Promise<{ ref: string; status: Agent['status'] }[]> {
    const found = await Promise.all([...new Set(refs)].map((ref) => this.status(companyId, ref)));
    return found.flatMap((entry) => entry ?? []);
  }

  /** Those that take tasks, by name; at most 200. */
  async active(companyId: string): Promise<AgentRow[]> {
    return this.agents.find(companyId, { where: { status: 'active' }, order: { nameKey: 'asc' }, limit: 200 });
  }

  /** Names of all agents, whatever their status. */
  async names(companyId: string): Promise<string[]> {
    return (await this.agents.find(companyId, { order: { nameKey: 'asc' }, limit: 10_000 })).map(({ name }) => name);
  }

  private async status(companyId: string, ref: string) {
    const row =
      (await this.agents.get(companyId, ref)) ?? (await this.agents.findOne(companyId, { nameKey: nameKeyOf(ref) }));
    return row && { ref, status: row.status };
  }
}
