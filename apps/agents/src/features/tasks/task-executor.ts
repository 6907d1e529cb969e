import { Injectable } from '@nestjs/common';
import type { Caller, ChatMessage } from '#libs/contracts';
import type { StepContext, StepOutcome } from '#libs/durable';
import type { AgentConfig } from '../agents/agent.entity.js';
import { ConversationHistory } from '../conversations/conversation-history.js';
import { ModelTurns } from '../conversations/model-turns.js';
import { BackgroundCalls, isInBackground } from '../jobs/background-calls.js';
import type { RememberingTask, ToldMemory } from '../memory/remembering-task.js';
import { TaskMemory } from '../memory/task-memory.js';
import { withLent } from '../orchestrator/lent-tools.js';
import { Toolbox } from '../tools/toolbox.js';
import { CallReview, digest } from './call-review.js';
import { colleagueTools, Colleagues } from './colleagues.js';
import { messagesBefore, type TurnOutput } from './conversation.js';
import { OutsideContent } from './outside-content.js';
import { People } from './people.js';
import { turnPath } from './task-paths.js';
import type { ExecuteTaskStep, TaskState } from './task-protocol.js';
import type { TaskInput } from './task.entity.js';

/** Carries out one model turn, one tool call, or one question to people. */
@Injectable()
export class TaskExecutor {
  constructor(
    private readonly models: ModelTurns,
    private readonly toolbox: Toolbox,
    private readonly calls: CallReview,
    private readonly people: People,
    private readonly colleagues: Colleagues,
    private readonly history: ConversationHistory,
    private readonly background: BackgroundCalls,
    private readonly memory: TaskMemory,
  ) {}

  execute(own: AgentConfig, command: ExecuteTaskStep, context: StepContext<TaskState>): Promise<StepOutcome> {
    const config = withLent(own, context.input as TaskInput, context.state, (path) => context.output(path));
    if (command.question === 'approval') return this.people.approve(config, command, context, outsideOf(context));
    if (command.question === 'outcome') return this.people.settle(command, context);
    if (command.call !== undefined) return this.call(config, command.turn, command.call, context);
    return this.people.withinBudget(command, context, () => this.turn(config, command, context));
  }

  private async turn(
    config: AgentConfig,
    { turn }: ExecuteTaskStep,
    context: StepContext<TaskState>,
  ): Promise<StepOutcome> {
    const task = context.input as TaskInput;
    const tools = await this.toolbox.specs(context.companyId, config.tools);
    const { outsideContent: _, ...guardrails } = config.guardrails;
    const said =
      task.conversation && (await this.history.upTo(context.companyId, task.conversation.id, task.conversation.seq));
    const recalled = await this.recalled(config, turn, context, said);
    const request = {
      messages: messagesBefore(turn, config, task, context.state, (path) => context.output(path), said, recalled),
      ...(config.model === 'default' ? {} : { model: config.model }),
      ...(tools.length > 0 ? { tools } : {}),
      ...(task.schema === null ? {} : { schema: task.schema }),
      ...(Object.keys(guardrails).length > 0 ? { guardrails } : {}),
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
    const { text, reasoning, data, toolCalls, usage } = await this.models.ask(
      { taskId: context.runId, turn, attempt: context.attempt, streams: task.conversation?.streams === true },
      { key: context.key, origin, request, ...(config.endpoint === undefined ? {} : { endpoint: config.endpoint }) },
      { caller: callerOf(context, task), signal: context.signal },
    );
    const output: TurnOutput = {
      text,
      toolCalls,
      usage,
      ...(reasoning === undefined ? {} : { reasoning }),
      ...(data === undefined ? {} : { data }),
      ...(turn === 1 && recalled.length > 0 ? { recalled } : {}),
    };
    const calls = await this.calls.review(context.companyId, config, toolCalls, outsideOf(context, recalled));
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
    const outside = turn === 1 && recalled.some((each) => each.outside) ? { outside: true } : {};
    return { kind: 'succeeded', output, event: { calls, tokens, costMicros: usage.costMicros, ...outside }, meta };
  }

  /** Looked up before the first turn, and the same from then on. */
  private async recalled(
    config: AgentConfig,
    turn: number,
    context: StepContext<TaskState>,
    said: readonly ChatMessage[] | undefined,
  ): Promise<ToldMemory[]> {
    if (turn > 1) return (context.output(turnPath(1)) as TurnOutput).recalled ?? [];
    const task = context.input as TaskInput;
    const asked = said?.findLast(({ role }) => role === 'user')?.content ?? [task.goal, task.input];
    const query = typeof asked === 'string' ? asked : JSON.stringify(asked);
    return this.memory.atBeginning(callerOf(context, task), rememberingOf(config, task, context), query);
  }

  private async call(
    config: AgentConfig,
    turn: number,
    call: number,
    context: StepContext<TaskState>,
  ): Promise<StepOutcome> {
    const { toolCalls } = context.output(turnPath(turn)) as TurnOutput;
    const { name, input } = toolCalls[call]!;
    const { companyId, key, at, signal, runId: taskId } = context;
    const task = context.input as TaskInput;
    const caller = callerOf(context, task);
    if (colleagueTools.has(name)) return this.colleagues.call(config, name, input, caller, context);
    const known = await this.toolbox.resolve(companyId, name);
    if (isInBackground(config.tools, known)) return this.background.start(context, { name, input });
    const { agentId, conversationId } = task;
    const origin = {
      taskId,
      agentId,
      ...(conversationId === undefined ? {} : { conversationId }),
      ...(task.runId === null ? {} : { runId: task.runId }),
    };
    const memory = rememberingOf(config, task, context);
    const output = await this.toolbox.call(companyId, name, input, { caller, key, at, signal, origin, memory });
    // Marked until the tool itself says that nothing of strangers is in it.
    const own = known.outside && known.isOwn?.(output) === true ? { outside: false } : {};
    return { kind: 'succeeded', output, event: { result: digest(output), ...own } };
  }
}

const outsideOf = (
  { input, state, output }: StepContext<TaskState>,
  recalled: readonly ToldMemory[] = [],
): OutsideContent => OutsideContent.of(input as TaskInput, state, output, recalled);

const rememberingOf = (config: AgentConfig, task: TaskInput, { state }: StepContext<TaskState>): RememberingTask => ({
  settings: config.memory,
  agentId: task.agentId,
  userId: task.userId,
  outside: OutsideContent.hasEntered(task, state),
  conversationId: task.conversationId ?? null,
});

/** A task acts for its company with the rights of an operator, never more. */
const callerOf = ({ companyId }: { companyId: string }, { userId }: TaskInput): Caller => ({
  kind: 'service',
  companyId,
  ...(userId === null ? {} : { userId }),
  role: 'operator',
});
