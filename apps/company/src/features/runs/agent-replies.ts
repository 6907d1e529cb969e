import { Injectable } from '@nestjs/common';
import { AppError, agentEvents, agentsRpc, type Caller, type ErrorCode, type Task } from '#libs/contracts';
import { Durable, type Message, type RunInfo } from '#libs/durable';
import type { FlowEvent } from '#libs/engine';
import type { Tx } from '#libs/platform/database';
import { EventConsumer, type EnvelopeOf } from '#libs/platform/events';
import { RpcClient } from '#libs/platform/rpc';

const cancelsAtOnce = 8;

const serviceOf = (companyId: string): Caller => ({ kind: 'service', companyId, role: 'operator' });

/** The result of an agent task, fetched by the step's key, as the message that lets its step go on. */
@Injectable()
export class AgentReplies {
  constructor(private readonly rpc: RpcClient) {}

  /** @returns undefined while the task goes on */
  async ask(
    run: Pick<RunInfo, 'companyId'>,
    key: string,
    path: string,
    attempt: number,
  ): Promise<Message<FlowEvent> | undefined> {
    const { task, outside } = await this.rpc.call(agentsRpc.taskByKey, { key }, { caller: serviceOf(run.companyId) });
    if (!task || !task.finishedAt) return undefined;
    return { id: `${key}.${attempt}`, ...outcomeOf(task, outside, path, attempt) };
  }

  /** Ends tasks that nobody waits for any more, a few at a time. A lost call costs the task its limits, nothing else. */
  async cancel(companyId: string, keys: readonly string[]): Promise<void> {
    const caller = serviceOf(companyId);
    const left = [...keys];
    const cancelNext = async () => {
      for (let key = left.shift(); key !== undefined; key = left.shift())
        await this.rpc.call(agentsRpc.cancelTaskByKey, { key }, { caller }).catch(() => undefined);
    };
    await Promise.all(Array.from({ length: Math.min(left.length, cancelsAtOnce) }, cancelNext));
  }
}

function outcomeOf(task: Task, outside: boolean, path: string, attempt: number): Omit<Message<FlowEvent>, 'id'> {
  const { inputTokens, outputTokens, costMicros } = task.usage;
  const usage = { inputTokens, outputTokens, tokens: inputTokens + outputTokens, costMicros };
  const ms = task.finishedAt ? Date.parse(task.finishedAt) - Date.parse(task.createdAt) : 0;
  const meta = { ms, usage, outside };
  if (task.status !== 'succeeded') {
    const { code, message } = task.error ?? {
      code: 'TASK_FAILED' satisfies ErrorCode,
      message: 'The task was cancelled',
    };
    return {
      event: { type: 'step.failed', path, attempt, error: { code, message, retry: 'never' }, meta },
    };
  }
  const output = {
    answer: task.answer ?? '',
    ...(task.data === undefined || task.data === null ? {} : { data: task.data }),
    usage,
  };
  return { event: { type: 'step.resolved', path, attempt, meta }, output };
}

/** The step of a task that has ended. */
interface Awaited {
  companyId: string;
  runId: string;
  stepPath: string;
  key: string;
  attempt: number;
}

/** Tasks that ended are noted with the event's position, and their runs are told at once. The 60-second question covers what is lost in between. */
@Injectable()
export class TaskFinishedConsumer extends EventConsumer<typeof agentEvents.taskFinished> {
  readonly name = 'runs.task-finished';
  readonly events = [agentEvents.taskFinished];

  constructor(
    private readonly replies: AgentReplies,
    private readonly durable: Durable,
  ) {
    super();
  }

  handle(tx: Tx, { data, companyId }: EnvelopeOf<typeof agentEvents.taskFinished>): Promise<void> {
    const { key, runId, attempt, stepPath } = data;
    if (key !== null && runId !== null && attempt !== null && stepPath !== null)
      tx.afterCommit(() => void this.deliver({ companyId, runId, stepPath, key, attempt }));
    return Promise.resolve();
  }

  private async deliver({ companyId, runId, stepPath, key, attempt }: Awaited): Promise<void> {
    try {
      const message = await this.replies.ask({ companyId }, key, stepPath, attempt);
      if (message) await this.durable.send(runId, message);
    } catch (error) {
      // The reconciler asks again after 60 seconds: the event is a hint, the task's row the truth.
      if (!AppError.is(error)) throw error;
    }
  }
}
