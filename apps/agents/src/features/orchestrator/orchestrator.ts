import { Injectable } from '@nestjs/common';
import { agentTemplates } from '#libs/catalog/agent-templates/defs';
import { AppError, createAgent, type Agent, type Caller, type TaskAssignment, type Tool } from '#libs/contracts';
import { AgentDirectory } from '../agents/agent-directory.js';
import { workingConfig } from '../agents/agent-config.js';
import type { AgentConfig, AgentRow } from '../agents/agent.entity.js';
import { AgentsService } from '../agents/agents.service.js';
import { ModelCheck } from '../agents/model-check.js';
import { toolName } from '../tools/agent-tools.js';
import { Toolbox } from '../tools/toolbox.js';
import { AgentExperience } from './agent-experience.js';
import { requestTool, type LentTool } from './lent-tools.js';
import { Nearness } from './nearness.js';
import { suitedAgents, type Experience, type Fit } from './suited-agent.js';
import { ToolMatch } from './tool-match.js';

/** Takes what nobody else is suited for, and is the yardstick of who is. */
export const generalAgent = {
  name: 'General assistant',
  goal: 'Carry out the task that is given, with the material that comes as its input.',
};

const mostLent = 5;
const mostOthers = 3;

export interface Situation {
  /** That take tasks, without the general one. */
  rows: readonly AgentRow[];
  /** By the id of the agent. */
  experience: ReadonlyMap<string, Experience>;
}

/** Who does a task, and why. */
export interface Choice {
  agent: Pick<AgentRow, 'id' | 'name' | 'status'>;
  outcome: TaskAssignment['outcome'];
  reason: string;
  score: number;
  others: TaskAssignment['others'];
}

/** Gives tasks that name no agent to the one that is able to do them, with the tools that they take. */
@Injectable()
export class Orchestrator {
  constructor(
    private readonly agents: AgentsService,
    private readonly directory: AgentDirectory,
    private readonly toolbox: Toolbox,
    private readonly experience: AgentExperience,
    private readonly nearness: Nearness,
    private readonly tools: ToolMatch,
    private readonly models: ModelCheck,
  ) {}

  /** The agent for a task, and the tools that are lent to it for this task alone. */
  async assign(caller: Caller, task: string): Promise<{ agentId: string; assignment: TaskAssignment }> {
    const { agent, outcome, reason, score, others } = await this.choose(
      caller,
      task,
      await this.situation(caller, [task]),
    );
    const row = await this.agents.forTask(caller.companyId, agent.id);
    const lent = await this.lentFor(caller, task, row);
    const told = lent.filter(({ tool }) => tool !== requestTool).map(({ tool }) => tool);
    const more = told.length === 0 ? '' : `; for this task it also has ${told.join(', ')}`;
    return { agentId: agent.id, assignment: { outcome, reason: `${reason}${more}`, score, others, lent } };
  }

  /** Who can be given a task just now, for several tasks at once. */
  async situation(caller: Caller, tasks: readonly string[]): Promise<Situation> {
    const { companyId } = caller;
    const active = await this.directory.active(companyId);
    await this.nearness.prepare(caller, tasks);
    return {
      rows: active.filter(({ name }) => name !== generalAgent.name),
      experience: await this.experience.of(companyId),
    };
  }

  /** Where none is suited one is made: of a template that is, else the general one. */
  async choose(caller: Caller, task: string, situation: Situation): Promise<Choice> {
    const fits = await this.fitting(caller, task, situation);
    const [best] = fits;
    const others = fits
      .slice(1, 1 + mostOthers)
      .map(({ agent, score }) => ({ agent: agent.name, score: rounded(score) }));
    if (best) {
      const { row } = best.agent;
      return { agent: row, outcome: 'chosen', reason: reasonOf(best), score: rounded(best.score), others };
    }
    return (await this.fromTemplate(caller, task)) ?? this.general(caller);
  }

  private async fitting(caller: Caller, task: string, { rows, experience }: Situation) {
    const candidates = rows.map((row) => ({
      ...row.config,
      tools: row.config.tools.map(toolName),
      name: row.name,
      row,
    }));
    const learnt = new Map(
      rows.flatMap(({ id, name }) => (experience.has(id) ? [[name, experience.get(id)!] as const] : [])),
    );
    const texts = candidates.map(({ name, goal }) => `${name}. ${goal}`);
    const points = await this.nearness.points(caller, task, `${generalAgent.name}. ${generalAgent.goal}`, texts);
    const near = new Map(candidates.map(({ name }, index) => [name, points[index]!]));
    return suitedAgents(task, candidates, learnt, near);
  }

  private async fromTemplate(caller: Caller, task: string): Promise<Choice | undefined> {
    const candidates = Object.values(agentTemplates).map((template) => {
      const body = createAgent.body.parse(template.agent);
      const { name, goal, instructions = '', tools = [] } = body;
      return { name: `${template.title} ${name}`, goal, instructions, tools: tools.map(toolName), template, body };
    });
    const [best] = suitedAgents(task, candidates).filter(({ words }) => words.length >= wordsForTemplate);
    if (!best) return undefined;
    const { body, template } = best.agent;
    try {
      const agent = await this.unlessThere(caller, body.name, () =>
        this.agents.create(caller, body, { status: 'active' }),
      );
      if (agent.status !== 'active') return undefined;
      const reason = `No agent is suited; it was made of the template ${template.title}, which speaks of ${best.words.join(', ')}`;
      return { agent, outcome: 'created', reason, score: rounded(best.score), others: [] };
    } catch (error) {
      // The template wants a model or a tool that is not to be had here.
      if (AppError.is(error) && error.retry === 'never') return undefined;
      throw error;
    }
  }

  private async general(caller: Caller): Promise<Choice> {
    const known = await this.directory.lookUp(caller.companyId, { name: generalAgent.name });
    const none = { score: 0, others: [] };
    if (known) {
      const reason = 'No agent speaks of what the task is about; the general one takes it';
      return { ...none, agent: known.row, outcome: 'chosen', reason };
    }
    const tools = await this.harmlessTools(caller);
    const agent = await this.unlessThere(caller, generalAgent.name, () =>
      this.agents.create(caller, { ...generalAgent, tools }, { status: 'active' }),
    );
    const reason = 'No agent speaks of what the task is about, so a general one was made';
    return { ...none, agent, outcome: 'created', reason };
  }

  /** Two at once create one agent. */
  async unlessThere(caller: Caller, name: string, create: () => Promise<Agent>): Promise<Choice['agent']> {
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

  private async lentFor(caller: Caller, task: string, row: AgentRow): Promise<LentTool[]> {
    if (!(await this.callsTools(caller, row.config))) return [];
    const own = new Set(row.config.tools.map(toolName));
    const fits = (await this.tools.active(caller, task)).filter(({ tool }) => !own.has(tool.name));
    const lent = fits.slice(0, mostLent).map(({ tool }) => lentTool(tool));
    return own.has(requestTool) || lent.some(({ tool }) => tool === requestTool)
      ? lent
      : [...lent, { tool: requestTool, policy: 'allow' }];
  }

  /** A model that cannot call tools is given none. */
  private async callsTools(caller: Caller, config: AgentConfig): Promise<boolean> {
    if (workingConfig(config).tools.length > 0) return true;
    if (config.endpoint !== undefined) return false;
    return (await this.models.closest(caller, config.model, true)).taken === config.model;
  }

  private async harmlessTools({ companyId }: Caller): Promise<string[]> {
    const { items } = await this.toolbox.list(companyId, { limit: 200 });
    return items
      .filter(({ effect, risk, builtin }) => builtin && effect === 'pure' && risk === 'low')
      .map(({ name }) => name);
  }
}

/** A template is a strong word: one that merely brushes the task is not made an agent of. */
const wordsForTemplate = 3;

/** Nobody has given the agent this tool: whatever could do harm is asked about first. */
export const lentTool = ({ name, effect, risk }: Pick<Tool, 'name' | 'effect' | 'risk'>): LentTool => ({
  tool: name,
  policy: effect === 'pure' || (effect === 'idempotent' && risk === 'low') ? 'allow' : 'ask',
});

const rounded = (score: number) => Math.round(score * 100) / 100;

function reasonOf({ words, learnt, near }: Fit<unknown>): string {
  const parts = [
    ...(words.length > 0 ? [`Name, goal or tools speak of the same as the task: ${words.join(', ')}`] : []),
    ...(learnt.length > 0 ? [`It did well in tasks about ${learnt.join(', ')}`] : []),
    ...(near > 0 ? ['Its description is near to the task in meaning'] : []),
  ];
  return parts.map((part, index) => (index === 0 ? part : part.charAt(0).toLowerCase() + part.slice(1))).join('; ');
}
