import { Injectable } from '@nestjs/common';
import { aiRpc, type Caller } from '#libs/contracts';
import type { StepContext, StepOutcome } from '#libs/durable';
import { RpcClient } from '#libs/platform/rpc';
import type { AgentConfig } from '../agents/agent.entity.js';
import { isAllowed } from '../tools/agent-tools.js';
import { Toolbox } from '../tools/toolbox.js';
import { messagesBefore, type TurnOutput } from './conversation.js';
import { turnPath } from './task-decider.js';
import type { AskedCall, ExecuteTaskStep, TaskState } from './task-protocol.js';
import type { TaskInput } from './task.entity.js';

/** Calls that one turn may make. */
const mostCalls = 32;

/** Carries out one model turn or one tool call of a task. */
@Injectable()
export class TaskExecutor {
  constructor(
    private readonly rpc: RpcClient,
    private readonly toolbox: Toolbox,
  ) {}

  execute(config: AgentConfig, command: ExecuteTaskStep, context: StepContext<TaskState>): Promise<StepOutcome> {
    return command.call === undefined
      ? this.turn(config, command, context)
      : this.call(command.turn, command.call, context);
  }

  private async turn(
    config: AgentConfig,
    { turn }: ExecuteTaskStep,
    context: StepContext<TaskState>,
  ): Promise<StepOutcome> {
    const task = context.input as TaskInput;
    const tools = await this.toolbox.specs(context.companyId, config.tools);
    const request = {
      messages: messagesBefore(turn, config, task, context.state, (path) => context.output(path)),
      ...(config.model === 'default' ? {} : { model: config.model }),
      ...(tools.length > 0 ? { tools } : {}),
      ...(task.schema === null ? {} : { schema: task.schema }),
      ...config.parameters,
    };
    const origin = {
      agentId: task.agentId,
      taskId: context.runId,
      ...(task.runId === null ? {} : { runId: task.runId }),
      ...(task.stepPath === null ? {} : { stepPath: task.stepPath }),
      ...(task.workflowId === undefined ? {} : { workflowId: task.workflowId }),
      ...(task.budgetMicros === undefined ? {} : { budgetMicros: task.budgetMicros }),
    };
    const { text, data, toolCalls, usage } = await this.rpc.call(
      aiRpc.complete,
      { key: context.key, origin, request, ...(config.endpoint === undefined ? {} : { endpoint: config.endpoint }) },
      { caller: callerOf(context, task), signal: context.signal },
    );
    const output: TurnOutput = { text, toolCalls, usage, ...(data === undefined ? {} : { data }) };
    const calls = await Promise.all(
      toolCalls.map((asked, index) => this.asked(context.companyId, config, asked, index)),
    );
    const tokens = usage.inputTokens + usage.outputTokens;
    const meta = {
      usage: {
        inputTokens: usage.inputTokens,
        outputTokens: usage.outputTokens,
        tokens,
        costMicros: usage.costMicros,
        model: usage.model,
      },
    };
    return { kind: 'succeeded', output, event: { calls, tokens, costMicros: usage.costMicros }, meta };
  }

  /** A tool that the agent may not use, or that does not exist, is not called: the model is told. */
  private async asked(
    companyId: string,
    config: AgentConfig,
    { id, name: tool, input }: TurnOutput['toolCalls'][number],
    index: number,
  ): Promise<AskedCall> {
    if (index >= mostCalls)
      return {
        id,
        tool,
        effect: 'pure',
        problem: `A turn may make at most ${mostCalls} calls; make it in the next one`,
      };
    if (!isAllowed(config.tools, tool))
      return { id, tool, effect: 'pure', problem: `This agent may not use the tool "${tool}"` };
    const known = await this.toolbox.find(companyId, { name: tool });
    if (!known) return { id, tool, effect: 'pure', problem: `There is no tool "${tool}" any more` };
    return { id, tool, effect: known.effectOf(input) };
  }

  private async call(turn: number, call: number, context: StepContext<TaskState>): Promise<StepOutcome> {
    const { toolCalls } = context.output(turnPath(turn)) as TurnOutput;
    const asked = toolCalls[call]!;
    const { companyId, key, at, signal, runId: taskId } = context;
    const task = context.input as TaskInput;
    const origin = { taskId, agentId: task.agentId, ...(task.runId === null ? {} : { runId: task.runId }) };
    const caller = callerOf(context, task);
    return {
      kind: 'succeeded',
      output: await this.toolbox.call(companyId, asked.name, asked.input, { caller, key, at, signal, origin }),
    };
  }
}

/** A task acts for its company with the rights of an operator, never more. */
const callerOf = ({ companyId }: { companyId: string }, { userId }: TaskInput): Caller => ({
  kind: 'service',
  companyId,
  ...(userId === null ? {} : { userId }),
  role: 'operator',
});
