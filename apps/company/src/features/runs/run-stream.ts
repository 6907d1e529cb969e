import { Injectable } from '@nestjs/common';
import { agentsRpc, AppError, type Caller } from '#libs/contracts';
import { Durable } from '#libs/durable';
import type { ServerEvent } from '#libs/platform/http';
import { followHistory, LiveBus, parseWatch, type Watched } from '#libs/platform/live';
import { RpcClient } from '#libs/platform/rpc';
import { RunRepository } from './run.repository.js';
import { eventOf } from './run.view.js';

const pageSize = 200;
const watchedAtMost = 50;

/** Live events of runs, read from their history: nothing is lost, and a stream goes on where it broke off. */
@Injectable()
export class RunStream {
  constructor(
    private readonly runs: RunRepository,
    private readonly durable: Durable,
    private readonly live: LiveBus,
    private readonly rpc: RpcClient,
  ) {}

  /** Rows of one run after a seq, then each new one, until the run is over. @throws RUN_NOT_FOUND */
  async one(caller: Caller, runId: string, after: number, signal: AbortSignal): Promise<AsyncIterable<ServerEvent>> {
    await this.runs.require(caller.companyId, runId);
    return this.events(caller, [{ object: runId, seq: after }], signal, (_object, seq) => seq);
  }

  /** Several runs and tasks in one stream; ids are `<run>@<seq>`. @throws VALIDATION_FAILED, RUN_NOT_FOUND, TASK_NOT_FOUND */
  async many(caller: Caller, watch: string, signal: AbortSignal): Promise<AsyncIterable<ServerEvent>> {
    const watched = parseWatch(watch);
    if (watched.length > watchedAtMost)
      throw new AppError('VALIDATION_FAILED', {
        issues: [{ path: 'watch', message: `expected at most ${watchedAtMost} objects` }],
      });
    for (const { object, seq } of watched)
      if (isTask(object)) await this.taskEvents(caller, object, seq, 1);
      else await this.runs.require(caller.companyId, object);
    return this.events(caller, watched, signal, (object, seq) => `${object}@${seq}`);
  }

  private async *events(
    caller: Caller,
    watched: readonly Watched[],
    signal: AbortSignal,
    idOf: (object: string, seq: number) => string | number,
  ): AsyncGenerator<ServerEvent> {
    const followed = followHistory({
      watched,
      live: this.live,
      signal,
      read: (object, after) => this.read(caller, object, after),
    });
    for await (const { object, seq, entry } of followed) {
      yield { id: idOf(object, seq), event: entry.type, data: watched.length === 1 ? entry : { object, ...entry } };
    }
  }

  private async read(caller: Caller, object: string, after: number) {
    if (isTask(object)) {
      const { events: entries, isOver } = await this.taskEvents(caller, object, after, pageSize);
      return { entries, isOver };
    }
    const runId = object;
    const entries = (await this.durable.history(runId, after, pageSize)).map((entry) => eventOf(entry));
    return { entries, isOver: entries.at(-1)?.type === 'run.finished' };
  }

  /** Tasks live in another service, which checks whose they are. */
  private taskEvents(caller: Caller, taskId: string, after: number, limit: number) {
    return this.rpc.call(agentsRpc.taskHistory, { taskId, after, limit }, { caller });
  }
}

const isTask = (object: string): boolean => object.startsWith('task_');
