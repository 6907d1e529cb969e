import type { z } from 'zod';
import type { Agent, updateAgent } from '#libs/contracts';
import { ApiProblem } from '../../../app/problem.js';
import { dollarsOf } from '../../models/dollars.js';

export type AgentBody = z.input<typeof updateAgent.body>;
type Policy = 'allow' | 'ask' | 'deny';

/** A bound of one argument as it is typed. */
export interface ArgumentDraft {
  name: string;
  /** One a line. */
  values: string;
  pattern: string;
  min: string;
  max: string;
}
export interface ToolDraft {
  name: string;
  policy: Policy;
  /** undefined: as the tool itself is. */
  async: boolean | undefined;
  /** One a line. */
  hosts: string;
  arguments: ArgumentDraft[];
}
/** An agent as it is typed: numbers as texts, so that nothing half written is lost. */
export interface AgentDraft {
  name: string;
  goal: string;
  instructions: string;
  model: string;
  endpoint: string;
  temperature: string;
  maxTokens: string;
  tools: ToolDraft[];
  /** Ids or names. */
  knowledgeBases: string[];
  longTerm: boolean;
  recallLimit: string;
  remembersUsers: boolean;
  remembersCompany: boolean;
  extracts: boolean;
  memoryDays: string;
  turns: string;
  minutes: string;
  tokens: string;
  dollars: string;
  assignees: string;
  deadlineHours: string;
  guardrails: Agent['guardrails'];
  webhookUrl: string;
}

const minuteMs = 60_000;
const hourMs = 3_600_000;
const typed = (value: number | undefined) => (value === undefined ? '' : String(value));

export function draftOf(agent: Agent): AgentDraft {
  return {
    name: agent.name,
    goal: agent.goal,
    instructions: agent.instructions,
    model: agent.model,
    endpoint: agent.endpoint ?? '',
    temperature: typed(agent.parameters?.temperature),
    maxTokens: typed(agent.parameters?.maxTokens),
    tools: agent.tools.map(toolDraft),
    knowledgeBases: agent.knowledgeBases,
    longTerm: agent.memory.longTerm,
    recallLimit: typed(agent.memory.recallLimit),
    remembersUsers: agent.memory.users,
    remembersCompany: agent.memory.company,
    extracts: agent.memory.extract,
    memoryDays: typed(agent.memory.days ?? undefined),
    turns: typed(agent.limits.maxTurns),
    minutes: typed(agent.limits.maxMs / minuteMs),
    tokens: typed(agent.limits.maxTokens),
    dollars: dollarsOf(agent.limits.maxCostMicros),
    assignees: agent.approvals.assignees.join('\n'),
    deadlineHours: typed(agent.approvals.deadlineMs / hourMs),
    guardrails: agent.guardrails,
    webhookUrl: agent.webhookUrl ?? '',
  };
}

function toolDraft(tool: Agent['tools'][number]): ToolDraft {
  if (typeof tool === 'string') return newTool(tool);
  return {
    name: tool.name,
    policy: tool.policy,
    async: tool.async,
    hosts: (tool.constraints?.hosts ?? []).join('\n'),
    arguments: Object.entries(tool.constraints?.arguments ?? {}).map(([name, rule]) => ({
      name,
      values: (rule.values ?? []).map(valueText).join('\n'),
      pattern: rule.pattern ?? '',
      min: typed(rule.min),
      max: typed(rule.max),
    })),
  };
}

export const newTool = (name: string): ToolDraft => ({
  name,
  policy: 'allow',
  async: undefined,
  hosts: '',
  arguments: [],
});

/** The lines of a text that say something. */
export const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** `7` and `true` stand for themselves; the text "7" is written with its quotation marks. */
const plain = (line: string): unknown => {
  try {
    const value: unknown = JSON.parse(line);
    return ['number', 'boolean', 'string'].includes(typeof value) ? value : line;
  } catch {
    return line;
  }
};
const valueText = (value: string | number | boolean): string =>
  typeof value === 'string' && plain(value) !== value ? JSON.stringify(value) : String(value);

/** NaN for what is no number, which the contract refuses; undefined for an empty field. */
const numberOf = (text: string): number | undefined =>
  text.trim() === '' ? undefined : Number(text.trim().replace(',', '.'));
/** As `numberOf`, for what has to be there. */
const required = (text: string, factor = 1): number => Math.round((numberOf(text) ?? NaN) * factor * 1e6) / 1e6;

/** What is sent to save the draft: all of it, so that a field that was emptied is emptied. */
export function bodyOf(draft: AgentDraft): AgentBody {
  const [temperature, maxTokens] = [numberOf(draft.temperature), numberOf(draft.maxTokens)];
  return {
    name: draft.name.trim(),
    goal: draft.goal.trim(),
    instructions: draft.instructions,
    model: draft.model.trim() || 'default',
    endpoint: draft.endpoint.trim() || null,
    parameters: {
      ...(temperature === undefined ? {} : { temperature }),
      ...(maxTokens === undefined ? {} : { maxTokens }),
    },
    tools: draft.tools.map(toolOf),
    knowledgeBases: draft.knowledgeBases,
    memory: {
      longTerm: draft.longTerm,
      recallLimit: required(draft.recallLimit),
      users: draft.remembersUsers,
      company: draft.remembersCompany,
      extract: draft.extracts,
      days: numberOf(draft.memoryDays) ?? null,
    },
    limits: {
      maxTurns: required(draft.turns),
      maxMs: Math.round(required(draft.minutes, minuteMs)),
      maxTokens: required(draft.tokens),
      maxCostMicros: Math.round(required(draft.dollars, 1_000_000)),
    },
    approvals: { assignees: linesOf(draft.assignees), deadlineMs: Math.round(required(draft.deadlineHours, hourMs)) },
    guardrails: draft.guardrails,
    webhookUrl: draft.webhookUrl.trim() || null,
  };
}

function toolOf(tool: ToolDraft): NonNullable<AgentBody['tools']>[number] {
  const hosts = linesOf(tool.hosts);
  const named = tool.arguments.map(({ name, ...rule }) => [name.trim(), ruleOf(rule)] as const);
  const constraints = {
    ...(hosts.length > 0 ? { hosts } : {}),
    ...(named.length > 0 ? { arguments: Object.fromEntries(named) } : {}),
  };
  const constrained = Object.keys(constraints).length > 0;
  if (tool.policy === 'allow' && tool.async === undefined && !constrained) return tool.name;
  return {
    name: tool.name,
    policy: tool.policy,
    ...(tool.async === undefined ? {} : { async: tool.async }),
    ...(constrained ? { constraints } : {}),
  };
}

function ruleOf({ values, pattern, min, max }: Omit<ArgumentDraft, 'name'>) {
  const allowed = linesOf(values).map(plain) as (string | number | boolean)[];
  const [low, high] = [numberOf(min), numberOf(max)];
  return {
    ...(allowed.length > 0 ? { values: allowed } : {}),
    ...(pattern === '' ? {} : { pattern }),
    ...(low === undefined ? {} : { min: low }),
    ...(high === undefined ? {} : { max: high }),
  };
}

/** What is wrong by path, spelled as the server does: `tools[0].constraints.hosts[1]`. */
export type Problems = Record<string, string>;

/** What the server says of single fields. */
export function issuesByField(error: unknown): Problems {
  const issues = ApiProblem.is(error) ? error.issues : [];
  return Object.fromEntries(issues.map(({ path, message }) => [path, message]));
}

/** Why the model is refused, and which pass; undefined: it is not about the model. */
export function modelRefusal(error: unknown): string | undefined {
  if (!ApiProblem.is(error, 'MODEL_NO_TOOLS') && !ApiProblem.is(error, 'MODEL_NOT_FOUND')) return undefined;
  return [error.message, issuesByField(error)['model']].filter(Boolean).join(': ');
}

/** The first problem at a field or inside of it. */
export const problemAt = (problems: Problems, path: string): string | undefined =>
  Object.entries(problems).find(([at]) => at === path || at.startsWith(`${path}.`) || at.startsWith(`${path}[`))?.[1];
