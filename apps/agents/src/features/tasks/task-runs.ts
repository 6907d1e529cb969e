import { Injectable, type OnModuleInit } from '@nestjs/common';
import { agentEvents, taskQuestionEvents, type Task } from '#libs/contracts';
import { Durable, type RunChange, type RunInfo, type RunReading, type SqlTransaction } from '#libs/durable';
import { Outbox } from '#libs/platform/events';
import type { AgentConfig } from '../agents/agent.entity.js';
import { AgentsService } from '../agents/agents.service.js';
import { ConversationLine } from '../conversations/conversation-line.js';
import { BackgroundCalls } from '../jobs/background-calls.js';
import { MemoryExtraction } from '../memory/memory-extraction.js';
import type { TurnOutput } from './conversation.js';
import { Colleagues } from './colleagues.js';
import { endedRow, ownUsage } from './ended-row.js';
import { OutsideContent } from './outside-content.js';
import { openQuestionKeys, People } from './people.js';
import { TaskDecider } from './task-decider.js';
import type { TaskInput } from './task.entity.js';
import { TaskExecutor } from './task-executor.js';
import { placeOf, turnPath } from './task-paths.js';
import type { TaskCommand, TaskEvent, TaskLimits, TaskState } from './task-protocol.js';
import { pinnedOf, taskKind } from './task-pin.js';

const kept = 500;

type Change = RunChange<TaskState, TaskEvent>;

/** Agent tasks as durable runs: the loop decides, the executor acts, and the task's row and its event follow in the same commit. */
@Injectable()
export class TaskRuns implements OnModuleInit {
  private readonly configs = new Map<string, Promise<AgentConfig>>();

  constructor(
    private readonly durable: Durable,
    private readonly agents: AgentsService,
    private readonly executor: TaskExecutor,
    private readonly people: People,
    private readonly colleagues: Colleagues,
    private readonly outbox: Outbox,
    private readonly line: ConversationLine,
    private readonly background: BackgroundCalls,
    private readonly extraction: MemoryExtraction,
  ) {}

  onModuleInit(): void {
    this.durable.define<TaskState, TaskEvent, TaskCommand>({
      kind: taskKind,
      decider: async (run) => new TaskDecider(await this.limitsOf(run)),
      execute: async (command, context) => {
        const input = context.input as { agentId: string; agentVersion: number };
        return this.executor.execute(
          await this.config(context.companyId, input.agentId, input.agentVersion),
          command,
          context,
        );
      },
      result: (reading, status) => (status === 'succeeded' ? resultOf(reading) : null),
      watch: ['timer.fired', 'run.pauseRequested', 'run.resumeRequested'],
      project: (tx, changes) => this.project(tx, changes),
      unanswered: (step) => this.people.unanswered(step),
    });
  }

  /** Those of the agent, or what the agent that asked has left, whatever is less. */
  private async limitsOf(run: RunInfo): Promise<TaskLimits> {
    const { agentId, version, caps } = pinnedOf(run.ref);
    const { limits } = await this.config(run.companyId, agentId, version);
    if (!caps) return limits;
    return {
      ...limits,
      maxTokens: Math.min(limits.maxTokens, caps.tokens),
      maxCostMicros: Math.min(limits.maxCostMicros, caps.costMicros),
    };
  }

  /** Versions never change. */
  private config(companyId: string, agentId: string, version: number): Promise<AgentConfig> {
    const key = `${companyId}/${agentId}.${version}`;
    const known = this.configs.get(key);
    if (known) return known;
    const loading = this.agents.configOf(companyId, agentId, version);
    loading.catch(() => this.configs.delete(key));
    if (this.configs.size >= kept) this.configs.delete(this.configs.keys().next().value!);
    this.configs.set(key, loading);
    return loading;
  }

  private async project(tx: SqlTransaction, changes: readonly Change[]): Promise<void> {
    for (const change of changes) {
      for (const event of change.events)
        if (event.type === 'run.pauseRequested' || event.type === 'run.resumeRequested')
          await this.colleagues.onPause(tx, change, event);
      if (change.cancelled.length > 0) await this.onCancelled(tx, change);
      if (change.from === change.to) continue;
      if (isOver(change.to)) await this.finish(tx, change);
      else this.follow(tx, change);
    }
  }

  private follow(tx: SqlTransaction, { run, to, reading }: Change): void {
    const { inputTokens, outputTokens, costMicros } = ownUsage(reading);
    tx.later(
      'UPDATE tasks SET status = ?, turns = ?, input_tokens = ?, output_tokens = ?, cost_micros = ? WHERE id = ?',
      [to, reading.state.turns.length, inputTokens, outputTokens, costMicros, run.id],
    );
  }

  /** Nobody is asked any more, and nobody works any more, for steps that were cancelled. */
  private async onCancelled(tx: SqlTransaction, change: Change): Promise<void> {
    const { run, cancelled, events, reading } = change;
    await this.colleagues.onCancelled(tx, change);
    const expired = new Set(
      events.flatMap((event) => (event.type === 'timer.fired' && event.timer === 'expire' ? [event.path] : [])),
    );
    const asked = cancelled.filter((path) => isQuestion(reading.state, path));
    for (const status of ['expired', 'cancelled'] as const) {
      const paths = asked.filter((path) => expired.has(path) === (status === 'expired'));
      const keys = openQuestionKeys(run.id, reading.state, paths);
      if (keys.length === 0) continue;
      const data = { taskId: run.id, keys, status };
      await this.outbox.add(tx, taskQuestionEvents.taskQuestionsClosed, { companyId: run.companyId, data });
    }
  }

  private async finish(tx: SqlTransaction, change: Change): Promise<void> {
    const { run, to, at, reading } = change;
    const status = to as Task['status'];
    const result = to === 'succeeded' ? resultOf(reading) : undefined;
    const own = ownUsage(reading);
    // What is not at hand counts as from outside.
    const outside = OutsideContent.hasEntered(
      (reading.input as TaskInput | undefined) ?? { outside: true },
      reading.state,
    );
    tx.later(
      'UPDATE tasks SET status = ?, answer = ?, data = ?, error = ?, turns = ?, input_tokens = ?, output_tokens = ?, cost_micros = ?, handed_off = ?, outside = ?, finished_at = ? WHERE id = ?',
      [
        status,
        result?.answer ?? null,
        result?.data === undefined ? null : JSON.stringify(result.data),
        errorOf(change),
        reading.state.turns.length,
        own.inputTokens,
        own.outputTokens,
        own.costMicros,
        result?.handedOff ? JSON.stringify(result.handedOff) : null,
        outside ? 1 : 0,
        at,
        run.id,
      ],
    );
    const row = await endedRow(tx, change);
    if (!row) return;
    const usage = {
      inputTokens: own.inputTokens + Number(row.child_input_tokens),
      outputTokens: own.outputTokens + Number(row.child_output_tokens),
      costMicros: own.costMicros + Number(row.child_cost_micros),
    };
    if (row.parent_task_id !== null && row.parent_step !== null)
      await this.colleagues.onEnded(tx, change, {
        parent: { taskId: row.parent_task_id, path: row.parent_step },
        agentName: row.agent_name,
        result,
        usage,
        outside,
      });
    const data = {
      taskId: run.id,
      key: row.request_key === run.id || row.parent_task_id !== null ? null : row.request_key,
      attempt: row.attempt,
      runId: row.run_id,
      stepPath: row.step_path,
      status,
      agentId: row.agent_id,
    };
    await this.outbox.add(tx, agentEvents.taskFinished, { companyId: run.companyId, data });
    if (row.conversation_id === null) await this.background.callOff(tx, run.id);
    else
      await this.line.taskEnded(tx, {
        taskId: run.id,
        companyId: run.companyId,
        conversationId: row.conversation_id,
        status,
        result,
        error: change.error,
        usage,
        outside,
        hasCalled: reading.state.turns.some(({ calls }) => calls.length > 0),
        at,
      });
    if (status === 'succeeded') await this.remember(tx, change);
  }

  /** What was said may be worth keeping. */
  private async remember(tx: SqlTransaction, { run, reading }: Change): Promise<void> {
    const task = reading.input as TaskInput | undefined;
    if (task?.conversation === undefined) return;
    const { agentId, agentVersion, userId, conversation } = task;
    const { memory: settings } = await this.config(run.companyId, agentId, agentVersion);
    await this.extraction.consider(tx, run.companyId, { settings, agentId, userId, conversationId: conversation.id });
  }
}

const isOver = (status: string): boolean => status === 'succeeded' || status === 'failed' || status === 'cancelled';

/** A turn asks people only while it waits for a budget. */
function isQuestion(state: TaskState, path: string): boolean {
  const { turn, call, question } = placeOf(path);
  return call === undefined ? state.turns[turn - 1]?.status === 'waiting' : question !== undefined;
}

function errorOf({ error }: Change): string | null {
  if (!error) return null;
  const { code, message, limit } = error;
  return JSON.stringify({ code, message, ...(limit === undefined ? {} : { limit }) });
}

type Result = { answer: string; data?: unknown; handedOff?: NonNullable<Task['handedOff']> };

/** The last turn's answer, or that of the agent that took over. */
function resultOf({ state, output }: RunReading<TaskState>): Result {
  const last = output(turnPath(state.turns.length)) as TurnOutput | undefined;
  if (state.answeredBy === undefined)
    return { answer: last?.text ?? '', ...(last?.data === undefined ? {} : { data: last.data }) };
  const given = output(state.answeredBy);
  const { call } = placeOf(state.answeredBy);
  if (state.turns.at(-1)?.calls[call!]?.moved)
    return { answer: last?.text ?? '', handedOff: given as NonNullable<Task['handedOff']> };
  const { answer, data } = given as { answer: string; data?: unknown };
  return { answer, ...(data === undefined ? {} : { data }) };
}
