import { Injectable } from '@nestjs/common';
import {
  agentsRpc,
  aiRpc,
  AppError,
  toolsRpc,
  type AiUsage,
  type Caller,
  type ChatMessage,
  type CompleteResponse,
  type ProposalProgress,
  type WorkflowProblem,
  type WorkflowProposal,
} from '#libs/contracts';
import { RpcClient } from '#libs/platform/rpc';
import type { Definition } from '#libs/workflow';
import { WorkflowRepository } from '../workflows/workflow.repository.js';
import { WorkflowsService } from '../workflows/workflows.service.js';
import { mendable, planSchema, readPlan, type Plan } from './plan-answer.js';
import { mendPrompt, planPrompt, type Material } from './plan-prompt.js';

/** How often a model is told what is wrong with its draft. */
const mostRepairs = 2;
/** A plan is long, and models that think first are silent for a while. */
const deadlines = { firstTokenMs: 120_000, idleMs: 60_000, totalMs: 300_000 };
const mostWorkflows = 50;

/** The provider that needs no network. */
const rules = 'builtin';
const cannotDraft = 'The built-in rules cannot draft workflows; it takes a model of a provider';

export interface Wish {
  /** What should happen, or should be different. */
  objective: string;
  /** The draft to change. */
  definition?: Definition | undefined;
  /** A model or a policy. */
  model?: string | undefined;
  /** What is asked beside a definition, and may be answered instead of one. */
  purpose?: PlanPurpose | undefined;
  /** Asked again under the same key, the model's answers are the first ones. */
  key?: string | undefined;
  /** Where it shows what it costs. */
  workflowId?: string | undefined;
}

/** Why somebody plans who wants more than a draft. */
export interface PlanPurpose {
  schema: Readonly<Record<string, unknown>>;
  /** Follows the rules, as a message of its own. */
  told: string;
  /** What the answer is when it is no plan. */
  instead(data: unknown): unknown;
  /** The definition as it will be kept, which is the one that is checked. */
  shaped(definition: Definition): Definition;
  /** What is wrong with it beside what the check of any draft finds. */
  problems(definition: Definition): WorkflowProblem[];
}

export type PlanEvent =
  | { type: 'progress'; progress: ProposalProgress }
  | { type: 'proposal'; proposal: WorkflowProposal; data: unknown }
  /** What the purpose takes instead of a plan. */
  | { type: 'instead'; instead: unknown; data: unknown; usage: AiUsage };

/** Makes a definition of a wish: a model writes it, the same check as for any draft says what is wrong, the model mends it. */
@Injectable()
export class WorkflowPlanner {
  constructor(
    private readonly rpc: RpcClient,
    private readonly workflows: WorkflowRepository,
    private readonly drafts: WorkflowsService,
  ) {}

  /**
   * Progress, then the proposal: with what is still wrong with it after two repairs. Nothing is saved.
   * @throws MODEL_CANNOT_DO where only the built-in rules are set up; MODEL_OUTPUT_INVALID when no answer had the shape of a definition;
   *   BUDGET_EXCEEDED and whatever else a model call throws
   */
  async *plan(caller: Caller, wish: Wish, signal: AbortSignal): AsyncGenerator<PlanEvent, void, void> {
    const model = await this.modelFor(caller, wish.model);
    const messages = planPrompt(wish, await this.material(caller));
    const spent: AiUsage[] = [];
    yield { type: 'progress', progress: { phase: 'drafting', steps: 0 } };
    for (let repairs = 0; ; repairs += 1) {
      const asked = yield* this.ask(
        caller,
        { messages, model: spent[0]?.model ?? model, wish, round: spent.length },
        repairs,
        signal,
      );
      const { answer } = asked;
      // Where every model failed, a fallback may have led to the rules.
      if (answer.usage.provider === rules) throw new AppError('MODEL_UNAVAILABLE', { detail: cannotDraft });
      repairs += asked.again;
      spent.push(answer.usage);
      const instead = wish.purpose?.instead(answer.data);
      if (instead !== undefined) return yield { type: 'instead', instead, data: answer.data, usage: summed(spent) };
      const plan = readPlan(answer.data, wish.definition);
      if (plan.definition && wish.purpose) plan.definition = wish.purpose.shaped(plan.definition);
      const problems = await this.problemsOf(caller, plan, wish.purpose);
      const open = mendable(problems);
      if (open.length === 0 || repairs >= mostRepairs) {
        const proposal = proposalOf(plan, problems, Math.min(repairs, mostRepairs), spent);
        return yield { type: 'proposal', proposal, data: answer.data };
      }
      messages.push({ role: 'assistant', content: answer.text }, mendPrompt(open));
      yield { type: 'progress', progress: { phase: 'mending', steps: 0 } };
    }
  }

  private async problemsOf(
    caller: Caller,
    { definition, candidate }: Plan,
    purpose: PlanPurpose | undefined,
  ): Promise<WorkflowProblem[]> {
    const { problems } = await this.drafts.validate(caller, definition ?? candidate);
    return definition && purpose ? [...problems, ...purpose.problems(definition)] : problems;
  }

  /** One answer, and how often the model had to mend its shape. Tells of each step as it is written. */
  private async *ask(
    caller: Caller,
    { messages, model, wish, round }: { messages: ChatMessage[]; model: string | undefined; wish: Wish; round: number },
    repairs: number,
    signal: AbortSignal,
  ): AsyncGenerator<PlanEvent, { answer: CompleteResponse; again: number }, void> {
    const schema = { ...(wish.purpose?.schema ?? planSchema) };
    const request = { messages, schema, deadlines, ...(model === undefined ? {} : { model }) };
    const keyed = {
      ...(wish.key === undefined ? {} : { key: `${wish.key}.${round}` }),
      ...(wish.workflowId === undefined ? {} : { origin: { workflowId: wish.workflowId } }),
    };
    let [written, told, again] = ['', 0, 0];
    for await (const said of this.rpc.stream(aiRpc.completing, { ...keyed, request }, { caller, signal })) {
      if (said.type === 'answer') return { answer: said.answer, again };
      if (said.type === 'again') [written, told, again] = ['', 0, again + 1];
      else written += said.text;
      const steps = written.match(/"kind"\s*:/g)?.length ?? 0;
      if (steps === told && said.type !== 'again') continue;
      told = steps;
      yield { type: 'progress', progress: { phase: repairs + again > 0 ? 'mending' : 'drafting', steps } };
    }
    throw new AppError('UNAVAILABLE', { detail: 'The model service ended without an answer' });
  }

  /** Rules cannot plan: they are never asked, also where they are what the company uses by default. @throws MODEL_CANNOT_DO */
  private async modelFor(caller: Caller, wanted: string | undefined): Promise<string | undefined> {
    const { items } = await this.rpc.call(aiRpc.models, {}, { caller });
    const able = items.filter(({ tier, embeddings }) => tier !== 'builtin' && !embeddings);
    const named = items.find(({ id }) => id === wanted);
    if (able.length === 0 || named?.tier === 'builtin') throw new AppError('MODEL_CANNOT_DO', { detail: cannotDraft });
    if (wanted !== undefined) return wanted;
    return items.some(({ isDefault, tier }) => isDefault && tier === 'builtin') ? 'best' : undefined;
  }

  private async material(caller: Caller): Promise<Material> {
    const [{ agents }, { tools }, workflows] = await Promise.all([
      this.rpc.call(agentsRpc.active, {}, { caller }).catch(unlessRefused({ agents: [] })),
      this.rpc.call(toolsRpc.offered, {}, { caller }).catch(unlessRefused({ tools: [] })),
      this.workflows.page(caller.companyId, {
        where: { deleted: false },
        order: ['updatedAt', 'desc'],
        limit: mostWorkflows,
        columns: ['name', 'currentVersion'],
      }),
    ]);
    return { agents, tools, workflows: workflows.items.filter(({ currentVersion }) => currentVersion > 0) };
  }
}

/** A service that does not answer now leaves its names out of the plan. */
const unlessRefused =
  <T>(instead: T) =>
  (error: unknown): T => {
    if (AppError.is(error) && error.retry !== 'never') return instead;
    throw error;
  };

/** @throws MODEL_OUTPUT_INVALID */
function proposalOf(
  { name, explanation, questions, definition }: Plan,
  problems: WorkflowProblem[],
  repairs: number,
  spent: readonly AiUsage[],
): WorkflowProposal {
  const last = spent.at(-1)!;
  if (!definition)
    throw new AppError('MODEL_OUTPUT_INVALID', {
      detail: `What ${last.model} drafted is no workflow`,
      issues: problems.slice(0, 10).map(({ path, message }) => ({ path, message })),
    });
  return { name, explanation, questions, definition, problems, repairs, usage: summed(spent) };
}

/** What all answers took together. */
function summed(spent: readonly AiUsage[]): AiUsage {
  const sum = (field: 'inputTokens' | 'outputTokens' | 'costMicros' | 'ms') =>
    spent.reduce((total, usage) => total + usage[field], 0);
  return {
    ...spent.at(-1)!,
    ...{ inputTokens: sum('inputTokens'), outputTokens: sum('outputTokens') },
    ...{ costMicros: sum('costMicros'), ms: sum('ms') },
  };
}
