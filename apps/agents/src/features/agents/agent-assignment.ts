import { Injectable } from '@nestjs/common';
import { AppError, type agentAssignment, type agentWish, type Caller } from '#libs/contracts';
import type { z } from 'zod';
import { toolName } from '../tools/agent-tools.js';
import { Toolbox } from '../tools/toolbox.js';
import type { AgentRow } from './agent.entity.js';
import { AgentDirectory } from './agent-directory.js';
import { AgentsService } from './agents.service.js';
import { ModelCheck } from './model-check.js';
import { suitedAgent } from './suited-agent.js';

export type AgentWish = z.output<typeof agentWish>;
export type Assignment = z.output<typeof agentAssignment>;

/** Takes what nobody else is suited for. */
export const generalAgent = {
  name: 'General assistant',
  goal: 'Carry out the task that is given, with the material that comes as its input.',
};

/** The agents that an imported document asks for: the company's own where it has them, new ones where it has not. */
@Injectable()
export class AgentAssignment {
  constructor(
    private readonly agents: AgentsService,
    private readonly directory: AgentDirectory,
    private readonly toolbox: Toolbox,
    private readonly models: ModelCheck,
  ) {}

  /** In the order of the wishes, one after the other: a later one finds what an earlier one created. */
  async assign(caller: Caller, wishes: readonly AgentWish[]): Promise<Assignment[]> {
    const before = await this.directory.active(caller.companyId);
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
    const agent = await this.unlessThere(caller, name, () =>
      this.agents.create(caller, request, { externalId: wish.id ?? null, status: 'active' }),
    );
    const named = name === wish.name ? '' : `, under a name that is allowed`;
    return {
      ...(await this.answer(caller, wish, agent, 'created', `Neither its id nor its name was known here${named}`)),
      model: reason === undefined ? null : { wanted, taken, reason },
    };
  }

  private async choose(caller: Caller, wish: AgentWish, candidates: readonly AgentRow[]): Promise<Assignment> {
    const suited = suitedAgent(
      wish.task,
      candidates
        .filter(({ name }) => name !== generalAgent.name)
        .map((row) => ({ ...row.config, tools: row.config.tools.map(toolName), name: row.name, row })),
    );
    if (suited) {
      const reason = `Name, goal or tools speak of the same as the task: ${suited.words.join(', ')}`;
      return { ...(await this.answer(caller, wish, suited.agent.row, 'chosen', reason)), model: null };
    }
    const known = await this.directory.lookUp(caller.companyId, { name: generalAgent.name });
    if (known)
      return {
        ...(await this.answer(
          caller,
          wish,
          known.row,
          'chosen',
          'No agent speaks of what the task is about; the general one takes it',
        )),
        model: null,
      };
    const tools = await this.harmlessTools(caller);
    const agent = await this.unlessThere(caller, generalAgent.name, () =>
      this.agents.create(caller, { ...generalAgent, tools }, { status: 'active' }),
    );
    return {
      ...(await this.answer(
        caller,
        wish,
        agent,
        'created',
        'No agent speaks of what the task is about, so a general one was made',
      )),
      model: null,
    };
  }

  /** Two imports at once create one agent. */
  private async unlessThere<A>(caller: Caller, name: string, create: () => Promise<A>): Promise<A | AgentRow> {
    try {
      return await create();
    } catch (error) {
      const twin = AppError.is(error, 'AGENT_NAME_TAKEN')
        ? await this.directory.lookUp(caller.companyId, { name })
        : undefined;
      if (twin) return twin.row;
      throw error;
    }
  }

  private async harmlessTools({ companyId }: Caller): Promise<string[]> {
    const { items } = await this.toolbox.list(companyId, { limit: 200 });
    return items
      .filter(({ effect, risk, builtin }) => builtin && effect === 'pure' && risk === 'low')
      .map(({ name }) => name);
  }

  private toolsOf({ companyId }: Caller, { tools }: AgentWish): Promise<Assignment['tools']> {
    return Promise.all(
      tools.map(async (tool) => ({
        wanted: tool.name ?? tool.id ?? '',
        found: (await this.toolbox.find(companyId, tool))?.name ?? null,
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
