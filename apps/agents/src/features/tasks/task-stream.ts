import { Injectable } from '@nestjs/common';
import type { Caller, TaskHistoryEvent } from '#libs/contracts';
import { Durable, type HistoryEntry } from '#libs/durable';
import type { ServerEvent } from '#libs/platform/http';
import { followHistory, LiveBus } from '#libs/platform/live';
import { TasksService } from './tasks.service.js';

const pageSize = 200;

/** Live events of tasks, read from their history: nothing is lost, and a stream goes on where it broke off. */
@Injectable()
export class TaskStream {
  constructor(
    private readonly tasks: TasksService,
    private readonly durable: Durable,
    private readonly live: LiveBus,
  ) {}

  /** Rows after a seq, then each new one, until the task is over. @throws TASK_NOT_FOUND */
  async follow(
    caller: Caller,
    taskId: string,
    after: number,
    signal: AbortSignal,
  ): Promise<AsyncIterable<ServerEvent>> {
    await this.tasks.require(caller.companyId, taskId);
    return this.events(taskId, after, signal);
  }

  /** One page of history. @throws TASK_NOT_FOUND */
  async history(caller: Caller, taskId: string, after: number, limit: number) {
    await this.tasks.require(caller.companyId, taskId);
    return this.read(taskId, after, limit);
  }

  private async *events(taskId: string, after: number, signal: AbortSignal): AsyncGenerator<ServerEvent> {
    const followed = followHistory({
      watched: [{ object: taskId, seq: after }],
      live: this.live,
      signal,
      read: async (id, from) => {
        const { events, isOver } = await this.read(id, from, pageSize);
        return { entries: events, isOver };
      },
    });
    for await (const { seq, entry } of followed) yield { id: seq, event: entry.type, data: entry };
  }

  private async read(taskId: string, after: number, limit: number) {
    const events = (await this.durable.history(taskId, after, limit)).map(eventOf);
    return { events, isOver: events.at(-1)?.type === 'run.finished' };
  }
}

const apart = new Set(['type', 'at', 'path']);

function eventOf({ seq, type, at, path, event, ...more }: HistoryEntry): TaskHistoryEvent {
  const data = Object.fromEntries(Object.entries(event).filter(([name]) => !apart.has(name)));
  return {
    seq,
    type,
    at: new Date(at).toISOString(),
    ...(path === undefined ? {} : { path }),
    data: { ...data, ...('output' in more ? { output: more.output } : {}) },
  };
}
