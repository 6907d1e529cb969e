import { Injectable } from '@nestjs/common';
import { AppError, type Caller } from '#libs/contracts';
import {
  Durable,
  limits,
  stepKey,
  type Message,
  type RunChange,
  type SqlTransaction,
  type StepContext,
  type StepOutcome,
} from '#libs/durable';
import { z } from 'zod';
import type { AgentConfig } from '../agents/agent.entity.js';
import { AgentsService } from '../agents/agents.service.js';
import { HandOffs } from './hand-offs.js';
import { OutsideContent } from './outside-content.js';
import { placeOf } from './task-paths.js';
import type { TaskInput } from './task.entity.js';
import type { TaskError, TaskEvent, TaskState } from './task-protocol.js';
import { TasksService } from './tasks.service.js';

export const askAgentTool = 'ask_agent';
export const handOffTool = 'hand_off';
/** Their calls are tasks of other agents. */
export const colleagueTools: ReadonlySet<string> = new Set([askAgentTool, handOffTool]);

/** Agents that may ask one another for one thing. */
export const mostAgents = 5;

const request = z.object({
  agent: z.string().min(1).max(200),
  goal: z.string().min(1).max(10_000),
  input: z.unknown().optional(),
  schema: z.record(z.string(), z.unknown()).optional(),
});
const handOver = z.object({ agent: z.string().min(1).max(200), message: z.string().min(1).max(10_000) });

/** The agents that ask one another, this one included. */
export const askingOf = ({ chain = [], agentId }: TaskInput): string[] => [...chain, agentId];

/** @throws AGENT_NOT_FOUND, AGENT_INACTIVE, AGENT_CYCLE, LIMIT_EXCEEDED */
export async function suitedColleague(
  agents: AgentsService,
  companyId: string,
  wanted: string,
  asking: readonly string[],
) {
  const agent = await agents.forTask(companyId, wanted);
  if (asking.includes(agent.id))
    throw new AppError('AGENT_CYCLE', { detail: `${agent.name} is among those who asked for this; do it without` });
  if (asking.length >= mostAgents)
    throw new AppError('LIMIT_EXCEEDED', {
      detail: `At most ${mostAgents} agents may ask one another; do it yourself`,
    });
  return agent;
}

type Change = RunChange<TaskState, TaskEvent>;

/** Other agents as tools: each call is a task of its own under the call's key, and what it costs counts for the one that asked. */
@Injectable()
export class Colleagues {
  constructor(
    private readonly agents: AgentsService,
    private readonly tasks: TasksService,
    private readonly handOffs: HandOffs,
    private readonly durable: Durable,
  ) {}

  /** @throws AGENT_NOT_FOUND, AGENT_INACTIVE, AGENT_CYCLE, LIMIT_EXCEEDED, TOOL_INPUT_INVALID: the model is told */
  async call(
    config: AgentConfig,
    tool: string,
    input: unknown,
    caller: Caller,
    context: StepContext<TaskState>,
  ): Promise<StepOutcome> {
    const task = context.input as TaskInput;
    if (tool === askAgentTool) return this.ask(config, parsed(tool, request, input), caller, context);
    const { agent: wanted, message } = parsed(tool, handOver, input);
    const agent = await suitedColleague(this.agents, context.companyId, wanted, askingOf(task));
    const { conversationId } = task;
    if (conversationId !== undefined) {
      const to = { agentId: agent.id, agentName: agent.name };
      const { companyId, key, runId: fromTaskId } = context;
      const moved = await this.handOffs.move({ companyId, conversationId, fromTaskId, key, to, message });
      if (moved) return { kind: 'succeeded', output: { ...to, message }, event: { moved: true } };
    }
    return this.ask(
      config,
      { agent: agent.id, goal: message, input: task.input, schema: task.schema ?? undefined },
      caller,
      context,
    );
  }

  private async ask(
    config: AgentConfig,
    wish: { agent: string; goal: string; input?: unknown; schema?: unknown },
    caller: Caller,
    context: StepContext<TaskState>,
  ): Promise<StepOutcome> {
    const task = context.input as TaskInput;
    const { runId: taskId, path, key, state } = context;
    const agent = await suitedColleague(this.agents, context.companyId, wish.agent, askingOf(task));
    const { id } = await this.tasks.start(caller, {
      ...wish,
      agent: agent.id,
      key,
      parent: { taskId, path },
      chain: askingOf(task),
      caps: {
        tokens: config.limits.maxTokens - state.tokens,
        costMicros: config.limits.maxCostMicros - state.costMicros,
      },
      outside: OutsideContent.hasEntered(task, state),
      ...(task.runId === null ? {} : { runId: task.runId }),
      ...(task.stepPath === null ? {} : { stepPath: task.stepPath }),
      ...(task.workflowId === undefined ? {} : { workflowId: task.workflowId }),
      ...(task.budgetMicros === undefined ? {} : { budgetMicros: task.budgetMicros }),
    });
    return { kind: 'suspended', wait: { child: id } };
  }

  /** The task is over: the call that asked for it goes on, in the same commit. */
  async onEnded(tx: SqlTransaction, { run, to, error, reading }: Change, ended: Ended): Promise<void> {
    const { parent, agentName, result, usage, outside } = ended;
    const id = `child.${run.id}`;
    const { path } = parent;
    const spent = { tokens: usage.inputTokens + usage.outputTokens, costMicros: usage.costMicros };
    const meta = { usage: { ...usage, tokens: spent.tokens }, turns: reading.state.turns.length };
    const failed = (code: string, message: string): Message => {
      const failure: TaskError = { code, message: message.slice(0, 2000), retry: 'never' };
      return {
        id,
        event: { type: 'step.failed', path, error: failure, ...spent, meta, ...(outside ? { outside } : {}) },
      };
    };
    const output = { taskId: run.id, agent: agentName, ...result };
    const bytes = Buffer.byteLength(JSON.stringify(output));
    const message =
      to !== 'succeeded'
        ? failed('CHILD_FAILED', `The agent "${agentName}" did not finish: ${error?.message ?? to}`)
        : bytes > limits.inlineRun
          ? failed('LIMIT_EXCEEDED', `The answer of the agent "${agentName}" has ${bytes} bytes, too many`)
          : { id, event: { type: 'step.resolved', path, ...spent, meta, ...(outside ? { outside } : {}) }, output };
    await tx.run(
      'UPDATE tasks SET child_input_tokens = child_input_tokens + ?, child_output_tokens = child_output_tokens + ?, child_cost_micros = child_cost_micros + ? WHERE id = ?',
      [usage.inputTokens, usage.outputTokens, usage.costMicros, parent.taskId],
    );
    await this.tell(tx, parent.taskId, message);
  }

  /** Nobody waits any more for what these calls asked of others. */
  async onCancelled(tx: SqlTransaction, { run, cancelled, reading }: Change): Promise<void> {
    const keys = cancelled.flatMap((path) => {
      const { turn, call, question } = placeOf(path);
      const made = call === undefined || question ? undefined : reading.state.turns[turn - 1]?.calls[call];
      return made && colleagueTools.has(made.tool) ? [stepKey(run.id, path, made.generation ?? 1)] : [];
    });
    if (keys.length === 0) return;
    const children = await tx.query<{ id: string }>(
      `SELECT id FROM tasks WHERE company_id = ? AND request_key IN (${keys.map(() => '?').join(', ')})`,
      [run.companyId, ...keys],
    );
    for (const { id } of children)
      await this.tell(tx, id, { id: 'parent.cancel', event: { type: 'run.cancelRequested', parentTaskId: run.id } });
  }

  /** Those who were asked pause and go on with the one who asked. */
  async onPause(
    tx: SqlTransaction,
    { run, reading }: Change,
    event: TaskEvent & { messageId?: string },
  ): Promise<void> {
    for (const { status, child } of reading.state.turns.at(-1)?.calls ?? [])
      if (status === 'waiting' && child !== undefined)
        await this.tell(tx, child, {
          id: `parent.${event.messageId ?? event.at}`,
          event: { type: event.type, parentTaskId: run.id },
        });
  }

  private async tell(tx: SqlTransaction, taskId: string, message: Message): Promise<void> {
    try {
      await this.durable.send(taskId, message, tx);
    } catch (error) {
      if (!AppError.is(error, 'RUN_NOT_FOUND')) throw error;
    }
  }
}

/** A task that another one asked for, at its end. */
export interface Ended {
  parent: { taskId: string; path: string };
  agentName: string;
  result: { answer: string; data?: unknown } | undefined;
  usage: { inputTokens: number; outputTokens: number; costMicros: number };
  outside: boolean;
}

function parsed<S extends z.ZodType>(tool: string, schema: S, input: unknown): z.output<S> {
  const { success, data, error } = schema.safeParse(input);
  if (success) return data;
  const issues = error.issues.map(({ path, message }) => ({ path: path.join('.') || 'input', message }));
  throw new AppError('TOOL_INPUT_INVALID', {
    detail: `${tool}: ${issues.map(({ path, message }) => `${path}: ${message}`).join('; ')}`,
    issues,
  });
}
