import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AppError, type Job } from '#libs/contracts';
import { Durable, limits, type DurableEffect, type RunChange, type SqlTransaction } from '#libs/durable';
import { AgentWebhooks } from '../webhooks/agent-webhooks.js';
import { JobCalls } from './job-calls.js';
import { callPath, JobDecider } from './job-decider.js';
import { JobFollowers } from './job-followers.js';
import type { JobCommand, JobEvent, JobState } from './job-protocol.js';
import { jobKind, jobView, type JobInput, type JobRow } from './job.entity.js';
import { readJob } from './read-job.js';

type Change = RunChange<JobState, JobEvent>;

/** Jobs as durable runs: the row, the webhook and the message in the conversation follow in the same commits. */
@Injectable()
export class JobRuns implements OnModuleInit {
  constructor(
    private readonly durable: Durable,
    private readonly calls: JobCalls,
    private readonly webhooks: AgentWebhooks,
    private readonly followers: JobFollowers,
  ) {}

  onModuleInit(): void {
    this.durable.define<JobState, JobEvent, JobCommand>({
      kind: jobKind,
      decider: ({ ref }) => Promise.resolve(new JobDecider(ref as DurableEffect)),
      execute: (command, context) => this.calls.execute(context, command.effect),
      result: ({ output }, status) => (status === 'succeeded' ? (output(callPath) ?? null) : null),
      project: (tx, changes) => this.project(tx, changes),
    });
  }

  private async project(tx: SqlTransaction, changes: readonly Change[]): Promise<void> {
    for (const change of changes) {
      const { run, to, startedAt, reading } = change;
      if (change.from === to) continue;
      const { awaiting, attempts } = reading.state;
      const isWaiting = to === 'waiting' && awaiting;
      await tx.run(
        'UPDATE jobs SET status = ?, awaiting = ?, attempts = ?, started_at = COALESCE(started_at, ?), finished_at = NULL, error = NULL WHERE id = ?',
        [
          to === 'waiting' ? 'running' : to,
          isWaiting ? (awaiting.kind === 'callback' ? 'callback' : 'time') : null,
          attempts,
          startedAt,
          run.id,
        ],
      );
      if (isOver(to)) await this.finish(tx, change);
    }
  }

  private async finish(tx: SqlTransaction, { run, at, result, error, to, reading }: Change): Promise<void> {
    const told = error ? { code: error.code, message: error.message } : null;
    const output = to === 'succeeded' ? (result ?? null) : null;
    await tx.run('UPDATE jobs SET output = ?, error = ?, finished_at = ? WHERE id = ?', [
      output === null ? null : JSON.stringify(output),
      told === null ? null : JSON.stringify(told),
      at,
      run.id,
    ]);
    const row = await readJob(tx, run.id);
    if (!row) return;
    const round = reading.state.generation;
    if (row.webhookUrl !== null) await this.tell(tx, row, round, row.webhookUrl);
    await this.followers.onEnded(tx, row, round);
    const { path } = (reading.input ?? {}) as Partial<JobInput>;
    if (path !== undefined && row.taskId !== null && round === 1) await this.resolve(tx, row, row.taskId, path);
  }

  /** The task's call that waited for it goes on. */
  private async resolve(tx: SqlTransaction, row: JobRow, taskId: string, path: string): Promise<void> {
    const outside = row.outside ? { outside: true } : {};
    const error = row.error ?? { code: 'JOB_CANCELLED', message: 'The job was cancelled' };
    const event =
      row.status === 'succeeded'
        ? { type: 'step.resolved', path, ...outside }
        : { type: 'step.failed', path, error: { ...error, retry: 'never' }, ...outside };
    const isLarge = JSON.stringify(row.output ?? null).length > limits.inlineRun / 4;
    const output = isLarge ? { jobId: row.id, note: 'The output is too large to be shown' } : (row.output ?? null);
    const message = { id: `job.${row.id}`, event, ...(row.status === 'succeeded' ? { output } : {}) };
    try {
      await this.durable.send(taskId, message, tx);
    } catch (failure) {
      if (!AppError.is(failure, 'RUN_NOT_FOUND')) throw failure;
    }
  }

  private tell(tx: SqlTransaction, row: JobRow, round: number, url: string): Promise<void> {
    return this.webhooks.post(tx, row.companyId, `${row.id}.${round}`, {
      url,
      type: 'job.finished.v1',
      data: jobView(row),
    });
  }
}

const isOver = (status: string): status is Job['status'] =>
  status === 'succeeded' || status === 'failed' || status === 'cancelled';
