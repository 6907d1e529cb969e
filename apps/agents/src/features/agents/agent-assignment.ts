import { Injectable } from '@nestjs/common';
import { AppError, type agentAssignment, type agentWish, type Caller } from '#libs/contracts';
import type { z } from 'zod';
import { Orchestrator, type Situation } from '../orchestrator/orchestrator.js';
import { ToolRequestsService } from '../orchestrator/tool-requests.service.js';
import { hashOf } from '../tools/custom/tool-content.js';
import { Toolbox } from '../tools/toolbox.js';
import type { AgentRow } from './agent.entity.js';
import { AgentDirectory } from './agent-directory.js';
import { AgentsService } from './agents.service.js';
import { ModelCheck } from './model-check.js';

export type AgentWish = z.output<typeof agentWish>;
export type Assignment = z.output<typeof agentAssignment>;

/** The agents that an imported document asks for: the company's own where it has them, new ones where it has not. */
@Injectable()
export class AgentAssignment {
  constructor(
    private readonly agents: AgentsService,
    private readonly directory: AgentDirectory,
    private readonly toolbox: Toolbox,
    private readonly models: ModelCheck,
    private readonly orchestrator: Orchestrator,
    private readonly requests: ToolRequestsService,
  ) {}

  /** In the order of the wishes, one after the other: a later one finds what an earlier one created. */
  async assign(caller: Caller, wishes: readonly AgentWish[]): Promise<Assignment[]> {
    const open = wishes.filter(isOpen).map(({ task }) => task);
    const before = await this.orchestrator.situation(caller, open);
    const assignments: Assignment[] = [];
    for (const wish of wishes)
      assignments.push(isOpen(wish) ? await this.choose(caller, wish, before) : await this.findOrCreate(caller, wish));
    return assignments;
  }

  private async findOrCreate(caller: Caller, wish: AgentWish): Promise<Assignment> {
    const { companyId } = caller;
    const found =
      (await this.directory.lookUp(companyId, wish)) ??
      (await this.directory.lookUp(companyId, { name: agentNameOf(wish.name ?? wish.task) }));
    if (!found) return this.create(caller, wish);
    const reason = `The company has an agent of this ${found.by}; it is used as it is`;
    return { ...(await this.answer(caller, wish, found.row, 'matched', reason)), model: null };
  }

  private async create(caller: Caller, wish: AgentWish): Promise<Assignment> {
    const tools = (await this.toolsOf(caller, wish)).flatMap(({ found }) => found ?? []);
    const wanted = wish.model ?? 'default';
    const { taken, reason } =
      wish.endpoint === undefined
        ? await this.models.closest(caller, wanted, tools.length > 0)
        : { taken: wanted, reason: undefined };
    const name = agentNameOf(wish.name ?? wish.task);
    const request = {
      name,
      goal: wish.goal ?? `Do what "${wish.name ?? wish.task.slice(0, 200)}" stands for.`,
      instructions: wish.instructions,
      model: taken,
      endpoint: wish.endpoint,
      parameters: wish.parameters,
      tools: [...new Set(tools)],
    };
    const agent = await this.orchestrator.unlessThere(caller, name, () =>
      this.agents.create(caller, request, { externalId: wish.id ?? null, status: 'active' }),
    );
    const named = name === wish.name ? '' : `, under a name that is allowed`;
    const answer = await this.answer(
      caller,
      wish,
      agent,
      'created',
      `Neither its id nor its name was known here${named}`,
    );
    return {
      ...answer,
      tools: await Promise.all(answer.tools.map((tool) => this.requested(caller, wish, agent, tool))),
      model: reason === undefined ? null : { wanted, taken, reason },
    };
  }

  private async choose(caller: Caller, wish: AgentWish, before: Situation): Promise<Assignment> {
    const { agent, outcome, reason } = await this.orchestrator.choose(caller, wish.task, before);
    return { ...(await this.answer(caller, wish, agent, outcome, reason)), model: null };
  }

  /** What the new agent lacks is looked for; it gets it when it is there. */
  private async requested(
    caller: Caller,
    { task }: AgentWish,
    { id: agentId, name: agent }: Pick<AgentRow, 'id' | 'name'>,
    tool: Assignment['tools'][number],
  ): Promise<Assignment['tools'][number]> {
    const name = tool.wanted.trim().slice(0, 100);
    if (tool.found !== null || name === '') return tool;
    const purpose = `The agent ${agent} is to use it for this: ${task}`.slice(0, 4000);
    const key = `${agentId}.${hashOf(name)}`;
    try {
      const { id } = await this.requests.ask(caller, { name, purpose }, { key, agentId });
      return { ...tool, request: id };
    } catch (error) {
      // So many are open that this one is only reported.
      if (AppError.is(error, 'LIMIT_EXCEEDED')) return tool;
      throw error;
    }
  }

  private toolsOf({ companyId }: Caller, { tools }: AgentWish): Promise<Assignment['tools']> {
    return Promise.all(
      tools.map(async (tool) => ({
        wanted: tool.name ?? tool.id ?? '',
        found: (await this.toolbox.find(companyId, tool))?.name ?? null,
        request: null,
      })),
    );
  }

  private async answer(
    caller: Caller,
    wish: AgentWish,
    { id, name, status }: Pick<AgentRow, 'id' | 'name' | 'status'>,
    outcome: Assignment['outcome'],
    reason: string,
  ): Promise<Omit<Assignment, 'model'>> {
    const tools = await this.toolsOf(caller, wish);
    return { ref: wish.ref, agent: { id, name, status }, outcome, reason, tools };
  }
}

/** Nobody in particular. */
const isOpen = ({ id, name, model }: AgentWish): boolean =>
  id === undefined && name === undefined && model === undefined;

/** What names of agents may consist of; `Prüfer/Ä` is `Prufer A`. */
export function agentNameOf(text: string): string {
  const name = text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^A-Za-z0-9 ._-]+/g, ' ')
    .replace(/ +/g, ' ')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 100)
    .trim();
  return name === '' ? 'Imported agent' : name;
}
