import { Injectable } from '@nestjs/common';
import { newId } from '#libs/contracts';
import { Durable, type DurableEffect, type SqlTransaction } from '#libs/durable';
import { insertRows, type Tx } from '#libs/platform/database';
import { jobColumns, jobKind, type JobInput, type JobRow } from './job.entity.js';

export interface NewJob extends JobInput {
  /** Made beforehand where an answer has to name it. */
  id?: string;
  effect: DurableEffect;
  webhookUrl: string | null;
  outside: boolean;
  /** Asked again under the same key, it is the same job: the second insert is a duplicate key. */
  requestKey?: string;
}

/** A job's row and its durable run are one commit, that of whatever asked for it. */
@Injectable()
export class JobStarter {
  constructor(private readonly durable: Durable) {}

  async start(tx: SqlTransaction, companyId: string, job: NewJob): Promise<JobRow> {
    const { id = newId('job'), tool, input, effect, webhookUrl, outside, requestKey, ...origin } = job;
    const row: JobRow = {
      id,
      companyId,
      tool,
      status: 'queued',
      awaiting: null,
      progress: { done: null, message: null },
      input: input ?? null,
      output: null,
      error: null,
      attempts: 0,
      agentId: origin.agentId,
      taskId: origin.taskId,
      conversationId: origin.conversationId,
      webhookUrl,
      outside,
      requestKey: requestKey ?? id,
      createdAt: this.durable.now(),
      startedAt: null,
      finishedAt: null,
    };
    await insertRows(tx as Tx, 'jobs', jobColumns, [row]);
    const told: JobInput = { tool, input, ...origin };
    await this.durable.create({ kind: jobKind, id, companyId, ref: effect, input: told }, tx);
    return row;
  }
}
