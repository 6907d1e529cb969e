import { Injectable } from '@nestjs/common';
import { aiRpc, AppError, inboxEventsOut, inboxRpc, type Caller } from '#libs/contracts';
import { Durable, stepKey, type Message, type StepContext, type StepOutcome, type Unanswered } from '#libs/durable';
import type { Tx } from '#libs/platform/database';
import { EventConsumer, type EnvelopeOf } from '#libs/platform/events';
import { RpcClient } from '#libs/platform/rpc';
import { z } from 'zod';
import type { AgentConfig } from '../agents/agent.entity.js';
import type { TurnOutput } from './conversation.js';
import type { OutsideContent } from './outside-content.js';
import { placeOf, turnPath } from './task-paths.js';
import type { TaskInput } from './task.entity.js';
import type { ExecuteTaskStep, TaskEvent, TaskState } from './task-protocol.js';

const longestWaitMs = 30 * 86_400_000;

/** A question of a task is there once: `nth` tells questions apart that one step asks one after the other. */
export const questionKey = (taskId: string, path: string, generation: number, nth = 0): string =>
  `task.${stepKey(taskId, path, generation)}.${nth}`;

/** What an approval of a budget question says (as for steps of workflows): the next attempt raises before it asks the model. */
const budgetRaise = z.object({
  budgetId: z.string(),
  micros: z.number().int().min(0),
  key: z.string(),
  by: z.string(),
  runId: z.string().optional(),
});

/** Questions to people, which lie in the inbox of another service; the task waits for their answers. */
@Injectable()
export class People {
  constructor(private readonly rpc: RpcClient) {}

  /** May the call be made? They see exactly what would be done. */
  async approve(
    config: AgentConfig,
    command: ExecuteTaskStep,
    context: StepContext<TaskState>,
    outside: OutsideContent,
  ): Promise<StepOutcome> {
    const task = context.input as TaskInput;
    const call = context.state.turns[command.turn - 1]!.calls[command.call!]!;
    const { text, toolCalls } = context.output(turnPath(command.turn)) as TurnOutput;
    const { name, input } = toolCalls[command.call!]!;
    const parts = outside.partsIn(input);
    const reason =
      call.ask === 'outside'
        ? 'Content from outside (pages, mails, answers of others) was read before. It may have talked the agent into this.'
        : 'The agent has to ask before it uses this tool.';
    return this.ask(context, task, {
      kind: 'approval',
      key: questionKey(context.runId, context.path, context.generation),
      title: `May ${task.agentName ?? 'the agent'} use ${name}?`,
      body: `${reason} Approving lets it make exactly this call; rejecting tells it that it may not.`,
      assignees: config.approvals.assignees,
      facts: [
        { label: 'Tool', value: name },
        { label: 'Arguments', value: input },
        ...(parts.length > 0 ? [{ label: 'Comes from outside', value: parts }] : []),
        ...(text === '' ? [] : [{ label: 'The agent said', value: text.slice(0, 2000) }]),
        { label: 'Goal', value: task.goal.slice(0, 2000) },
      ],
      deadline: context.at + config.approvals.deadlineMs,
      attempt: context.attempt,
      stepName: name,
    });
  }

  /** Did the call take effect? */
  async settle(command: ExecuteTaskStep, context: StepContext<TaskState>): Promise<StepOutcome> {
    const { toolCalls } = context.output(turnPath(command.turn)) as TurnOutput;
    const { name, input } = toolCalls[command.call!]!;
    return this.ask(context, context.input as TaskInput, {
      kind: 'unknown',
      key: questionKey(context.runId, context.path, context.generation),
      title: `Did the call of ${name} take effect?`,
      body: 'The platform was interrupted while the agent acted on the outside. Check there, then say: it happened (with what it gave, which the agent is told), repeat it, or end the task.',
      assignees: [],
      facts: [
        { label: 'Tool', value: name },
        { label: 'Arguments', value: input },
      ],
      deadline: context.at + longestWaitMs,
      attempt: context.generation,
      stepName: name,
    });
  }

  /** Carries out a turn that a budget may be in the way of: then it waits and asks administrators instead of failing. */
  async withinBudget(
    { grant, turn }: ExecuteTaskStep,
    context: StepContext<TaskState>,
    act: () => Promise<StepOutcome>,
  ): Promise<StepOutcome> {
    const task = context.input as TaskInput;
    if (grant) await this.raise(grant, context);
    try {
      return await act();
    } catch (error) {
      if (!AppError.is(error, 'BUDGET_APPROVAL_NEEDED')) throw error;
      const grants = context.state.turns[turn - 1]?.grants ?? 0;
      return this.ask(context, task, {
        kind: 'budget',
        key: questionKey(context.runId, context.path, context.generation, grants),
        title: '',
        body: null,
        assignees: [],
        facts: [],
        refusal: error.details,
        deadline: context.at + longestWaitMs,
        attempt: context.attempt,
        stepName: task.agentName ?? 'agent',
      });
    }
  }

  /** An answer that may have been lost on its way. */
  async unanswered({ run, path, wait }: Unanswered): Promise<Message<TaskEvent> | undefined> {
    const key = wait['key'];
    if (typeof key !== 'string') return undefined;
    const { reply } = await this.rpc.call(
      inboxRpc.answerTo,
      { key, taskId: run.id },
      { caller: { kind: 'service', companyId: run.companyId, role: 'operator' } },
    );
    return reply && reply.event['path'] === path ? (reply as unknown as Message<TaskEvent>) : undefined;
  }

  private async ask(
    context: StepContext<TaskState>,
    { agentId, agentName, runId }: TaskInput,
    question: {
      kind: 'approval' | 'unknown' | 'budget';
      key: string;
      title: string;
      body: string | null;
      assignees: string[];
      facts: { label: string; value: unknown }[];
      refusal?: unknown;
      deadline: number;
      attempt: number;
      stepName: string;
    },
  ): Promise<StepOutcome> {
    const { companyId, path, signal } = context;
    const task = { id: context.runId, agentId, agentName: agentName ?? 'agent' };
    const caller: Caller = { kind: 'service', companyId, role: 'operator' };
    await this.rpc.call(inboxRpc.askPeople, { ...question, task, runId, path }, { caller, signal });
    const { key, deadline } = question;
    return { kind: 'suspended', wait: { reply: true, key, deadline } };
  }

  /** Under the key of the question: however often it is tried, it raises once. */
  private async raise(grant: Record<string, unknown>, { companyId, signal }: StepContext): Promise<void> {
    const { budgetId: id, micros, key, by: userId, runId } = budgetRaise.parse(grant);
    if (micros === 0) return;
    const request = { id, micros, key, ...(runId === undefined ? {} : { runId }) };
    const caller: Caller = { kind: 'service', companyId, userId, role: 'operator' };
    try {
      await this.rpc.call(aiRpc.raiseBudget, request, { caller, signal });
    } catch (error) {
      // Deleted since: it is in nobody's way any more.
      if (!AppError.is(error, 'BUDGET_NOT_FOUND')) throw error;
    }
  }
}

/** Answers of people reach their tasks in the commit that notes the event's position: each once. */
@Injectable()
export class InboxAnsweredConsumer extends EventConsumer<typeof inboxEventsOut.inboxAnswered> {
  readonly name = 'tasks.inbox-answered';
  readonly events = [inboxEventsOut.inboxAnswered];

  constructor(private readonly durable: Durable) {
    super();
  }

  async handle(tx: Tx, { companyId, data }: EnvelopeOf<typeof inboxEventsOut.inboxAnswered>): Promise<void> {
    const { taskId, reply } = data;
    const [task] = await tx.query<{ id: string }>('SELECT id FROM tasks WHERE id = ? AND company_id = ?', [
      taskId,
      companyId,
    ]);
    if (task) await this.durable.send(taskId, reply as unknown as Message, tx);
  }
}

/** Keys of the questions that a state still asks. */
export function openQuestionKeys(taskId: string, state: TaskState, paths: readonly string[]): string[] {
  return paths.flatMap((path) => {
    const { turn: number, call: index, question } = placeOf(path);
    const turn = state.turns[number - 1];
    if (index === undefined) return turn ? [questionKey(taskId, path, 1, turn.grants ?? 0)] : [];
    const generation = turn?.calls[index]?.generation ?? 1;
    return question === undefined ? [] : [questionKey(taskId, path, generation)];
  });
}
