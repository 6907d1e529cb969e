import { Injectable, type OnModuleInit } from '@nestjs/common';
import { agentEvents, agentLimits, type Task } from '#libs/contracts';
import { Durable, usageOf, type RunChange, type RunInfo, type RunReading, type SqlTransaction } from '#libs/durable';
import { Outbox } from '#libs/platform/events';
import type { AgentConfig } from '../agents/agent.entity.js';
import { AgentsService } from '../agents/agents.service.js';
import { ConversationLine } from '../conversations/conversation-line.js';
import type { TurnOutput } from './conversation.js';
import { TaskDecider, turnPath } from './task-decider.js';
import { TaskExecutor } from './task-executor.js';
import { taskKind } from './task.entity.js';
import type { TaskCommand, TaskEvent, TaskState } from './task-protocol.js';

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
    private readonly outbox: Outbox,
    private readonly line: ConversationLine,
  ) {}

  onModuleInit(): void {
    this.durable.define<TaskState, TaskEvent, TaskCommand>({
      kind: taskKind,
      decider: async (run) => new TaskDecider(agentLimits.parse((await this.configOf(run)).limits)),
      execute: async (command, context) => {
        const input = context.input as { agentId: string; agentVersion: number };
        return this.executor.execute(
          await this.config(context.companyId, input.agentId, input.agentVersion),
          command,
          context,
        );
      },
      result: (reading, status) => (status === 'succeeded' ? resultOf(reading) : null),
      project: (tx, changes) => this.project(tx, changes),
    });
  }

  private configOf(run: RunInfo): Promise<AgentConfig> {
    const cut = (run.ref ?? '').lastIndexOf('.');
    return this.config(run.companyId, run.ref!.slice(0, cut), Number(run.ref!.slice(cut + 1)));
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
      if (change.from === change.to) continue;
      if (isOver(change.to)) await this.finish(tx, change);
      else await tx.run('UPDATE tasks SET status = ? WHERE id = ?', [change.to, change.run.id]);
    }
  }

  private async finish(tx: SqlTransaction, change: Change): Promise<void> {
    const { run, to, at, reading } = change;
    const status = to as Task['status'];
    const result = to === 'succeeded' ? resultOf(reading) : undefined;
    const error = change.error ? JSON.stringify({ code: change.error.code, message: change.error.message }) : null;
    const { inputTokens, outputTokens, costMicros } = usageOf(reading.metas());
    await tx.run(
      'UPDATE tasks SET status = ?, answer = ?, data = ?, error = ?, turns = ?, input_tokens = ?, output_tokens = ?, cost_micros = ?, finished_at = ? WHERE id = ?',
      [
        status,
        result?.answer ?? null,
        result?.data === undefined ? null : JSON.stringify(result.data),
        error,
        reading.state.turns.length,
        inputTokens,
        outputTokens,
        costMicros,
        at,
        run.id,
      ],
    );
    const [row] = await tx.query<{
      request_key: string;
      run_id: string | null;
      step_path: string | null;
      attempt: number | null;
      agent_id: string;
      conversation_id: string | null;
    }>('SELECT request_key, run_id, step_path, attempt, agent_id, conversation_id FROM tasks WHERE id = ?', [run.id]);
    if (!row) return;
    const data = {
      taskId: run.id,
      key: row.request_key === run.id ? null : row.request_key,
      attempt: row.attempt,
      runId: row.run_id,
      stepPath: row.step_path,
      status,
      agentId: row.agent_id,
    };
    await this.outbox.add(tx, agentEvents.taskFinished, { companyId: run.companyId, data });
    if (row.conversation_id !== null)
      await this.line.taskEnded(tx, {
        taskId: run.id,
        companyId: run.companyId,
        conversationId: row.conversation_id,
        status,
        answer: result?.answer ?? '',
        data: result?.data,
        error: change.error,
        usage: { inputTokens, outputTokens, costMicros },
        at,
      });
  }
}

const isOver = (status: string): boolean => status === 'succeeded' || status === 'failed' || status === 'cancelled';

/** The last turn's answer. */
function resultOf(reading: RunReading<TaskState>): { answer: string; data?: unknown } {
  const last = reading.output(turnPath(reading.state.turns.length)) as TurnOutput | undefined;
  return { answer: last?.text ?? '', ...(last?.data === undefined ? {} : { data: last.data }) };
}
