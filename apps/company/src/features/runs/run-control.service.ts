import { createHash, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AppError, newId, type Caller, type Run } from '#libs/contracts';
import { Durable } from '#libs/durable';
import type { RunRow } from './run.entity.js';
import { RunRepository } from './run.repository.js';
import { assertOpen, RunsService } from './runs.service.js';

/** Signal ids are any text; message ids are short and plain. */
const digest = (text: string): string => createHash('sha256').update(text).digest('base64url');

/** What people do to a run. Each reaches the run as a message and shows in its history. */
@Injectable()
export class RunControlService {
  constructor(
    private readonly runs: RunsService,
    private readonly rows: RunRepository,
    private readonly durable: Durable,
  ) {}

  /** @throws RUN_NOT_FOUND, RUN_STATE_FORBIDS */
  cancel(caller: Caller, id: string, reason: string | undefined): Promise<Run> {
    return this.tell(
      caller,
      id,
      { type: 'run.cancelRequested', ...(reason === undefined ? {} : { reason }) },
      () => true,
      ['cancelled', 'succeeded', 'failed'],
    );
  }

  pause(caller: Caller, id: string): Promise<Run> {
    return this.tell(caller, id, { type: 'run.pauseRequested' }, (row) => row.status !== 'paused', [
      'paused',
      'succeeded',
      'failed',
      'cancelled',
    ]);
  }

  resume(caller: Caller, id: string): Promise<Run> {
    return this.tell(caller, id, { type: 'run.resumeRequested' }, (row) => row.status === 'paused', [
      'running',
      'waiting',
      'succeeded',
      'failed',
      'cancelled',
    ]);
  }

  /** Kept when it comes early; the same `signalId` counts once. @throws RUN_NOT_FOUND, RUN_STATE_FORBIDS */
  async signal(
    caller: Caller,
    id: string,
    signal: { name: string; payload?: unknown; signalId?: string | undefined },
  ): Promise<{ accepted: true }> {
    assertOpen(await this.rows.require(caller.companyId, id));
    const signalId = `signal.${signal.signalId === undefined ? randomUUID() : digest(signal.signalId)}`;
    const event = { type: 'signal.received', name: signal.name, signalId, by: caller.userId ?? null };
    if ((await this.durable.send(id, { id: signalId, event, output: signal.payload ?? null })) === 'over')
      throw new AppError('RUN_STATE_FORBIDS', { detail: 'The run is over' });
    return { accepted: true };
  }

  /** Sends the request, then waits a moment, so that the answer usually shows its effect. */
  private async tell(
    caller: Caller,
    id: string,
    event: { type: string; reason?: string },
    allowed: (row: RunRow) => boolean,
    done: readonly RunRow['status'][],
  ): Promise<Run> {
    const row = await this.rows.require(caller.companyId, id);
    assertOpen(row);
    if (!allowed(row))
      throw new AppError('RUN_STATE_FORBIDS', { detail: `The run is ${row.status}`, runStatus: row.status });
    const sent = await this.durable.send(id, {
      id: `${event.type}.${newId('message')}`,
      event: { ...event, by: caller.userId ?? null },
    });
    if (sent === 'over') throw new AppError('RUN_STATE_FORBIDS', { detail: 'The run is over' });
    const until = Date.now() + 2000;
    for (
      let pause = 10;
      Date.now() < until && !done.includes((await this.rows.require(caller.companyId, id)).status);
      pause = Math.min(pause * 2, 200)
    )
      await new Promise((resolve) => setTimeout(resolve, pause));
    return this.runs.get(caller, id);
  }
}
