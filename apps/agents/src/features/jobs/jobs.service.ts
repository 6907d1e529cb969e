import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AppError, newId, type Caller, type Job, type Page, type PageQuery } from '#libs/contracts';
import { Durable } from '#libs/durable';
import { Database, isDuplicateKey, TenantRepository, type Where } from '#libs/platform/database';
import { bodyOf } from '#libs/platform/http';
import { Toolbox } from '../tools/toolbox.js';
import { JobCallbacks } from './job-callbacks.js';
import { callPath } from './job-decider.js';
import type { JobState } from './job-protocol.js';
import { JobStarter } from './job-starter.js';
import { jobEntity, jobView, type JobRow } from './job.entity.js';

export interface JobRequest {
  tool: string;
  input: unknown;
  webhookUrl?: string | undefined;
  conversationId?: string | undefined;
  /** Asked again under the same key, it is the same job. */
  key?: string | undefined;
}
type Filter = { [K in 'status' | 'tool' | 'conversationId' | 'taskId' | 'agentId']?: string | undefined };

@Injectable()
export class JobsService {
  private readonly jobs: TenantRepository<JobRow>;

  constructor(
    private readonly db: Database,
    private readonly durable: Durable,
    private readonly toolbox: Toolbox,
    private readonly starter: JobStarter,
    private readonly callbacks: JobCallbacks,
  ) {
    this.jobs = new TenantRepository(db, jobEntity);
  }

  /** @throws TOOL_NOT_FOUND, TOOL_INPUT_INVALID, CONVERSATION_NOT_FOUND */
  async start(caller: Caller, request: JobRequest): Promise<Job> {
    const { companyId } = caller;
    const key = request.key === undefined ? undefined : requestKeyOf(caller, request.key);
    const known = key === undefined ? undefined : await this.jobs.findOne(companyId, { requestKey: key });
    if (known) return jobView(known);
    const tool = await this.toolbox.check(companyId, request.tool, request.input);
    const agentId = await this.agentOf(companyId, request.conversationId);
    const job = {
      id: newId('job'),
      tool: tool.name,
      input: request.input ?? null,
      effect: tool.effectOf(request.input),
      userId: caller.userId ?? null,
      agentId,
      taskId: null,
      conversationId: request.conversationId ?? null,
      webhookUrl: request.webhookUrl ?? null,
      outside: tool.outside,
      ...(key === undefined ? {} : { requestKey: key }),
    };
    try {
      return jobView(await this.db.transaction((tx) => this.starter.start(tx, companyId, job)));
    } catch (error) {
      const twin =
        key !== undefined && isDuplicateKey(error)
          ? await this.jobs.findOne(companyId, { requestKey: key })
          : undefined;
      if (!twin) throw error;
      return jobView(twin);
    }
  }

  async list(caller: Caller, { limit, cursor, ...filter }: PageQuery & Filter): Promise<Page<Job>> {
    const given = Object.entries(filter).filter(([, value]) => value !== undefined);
    const where = Object.fromEntries(given) as Where<JobRow>;
    const found = await this.jobs.page(caller.companyId, { limit, cursor, where });
    return { items: found.items.map(jobView), nextCursor: found.nextCursor };
  }

  /** @throws JOB_NOT_FOUND */
  async get(caller: Caller, id: string): Promise<Job> {
    return jobView(await this.require(caller.companyId, id));
  }

  /** Asks the job to end; one that is over stays as it is. @throws JOB_NOT_FOUND */
  async cancel(caller: Caller, id: string): Promise<Job> {
    const row = await this.require(caller.companyId, id);
    if (row.finishedAt === null) {
      await this.durable.send(id, { id: `cancel.${row.attempts}`, event: { type: 'run.cancelRequested' } });
      await this.durable.waitFor(id, 2000);
    }
    return this.get(caller, id);
  }

  /** Calls the tool of a failed job once more, under a new key. @throws JOB_NOT_FOUND, JOB_STATE */
  async retry(caller: Caller, id: string): Promise<Job> {
    const { companyId } = caller;
    const row = await this.require(companyId, id);
    await this.db.transaction(async (tx) => {
      if (!(await this.durable.reopen(id, { type: 'job.retried' }, tx)))
        throw new AppError('JOB_STATE', { detail: `Only a job that failed can be retried; this one is ${row.status}` });
      await this.jobs.in(tx).update(companyId, { id }, { status: 'running', error: null, finishedAt: null });
    });
    return this.get(caller, id);
  }

  /**
   * What an outside system says becomes the output of the job; kept when it comes before the job waits.
   * @throws CALLBACK_NOT_FOUND for a token that is not ours, CALLBACK_USED the second time, CALLBACK_GONE when nobody waits any more
   */
  async answer(token: string, contentType: string | undefined, bytes: Uint8Array | undefined): Promise<void> {
    const call = this.callbacks.read(token);
    const summary = call && (await this.durable.summary(call.jobId));
    if (!call || !summary) throw new AppError('CALLBACK_NOT_FOUND');
    const output = bodyOf(contentType, bytes);
    const state = await this.durable.look<JobState, JobState>(call.jobId, (view) => view.state);
    if (state.generation !== call.generation) throw gone();
    const event = { type: 'job.answered', path: callPath, generation: call.generation };
    const id = `callback.${call.generation}`;
    const sent = await this.durable.send(call.jobId, { id, event, output });
    if (sent === 'duplicate') throw new AppError('CALLBACK_USED');
    if (sent === 'over')
      throw state.isAnswered || (await this.wasAnswered(call.jobId)) ? new AppError('CALLBACK_USED') : gone();
  }

  private async wasAnswered(jobId: string): Promise<boolean> {
    const history = await this.durable.history(jobId, 0, 1000);
    return history.some(({ type }) => type === 'job.answered');
  }

  /** @throws CONVERSATION_NOT_FOUND */
  private async agentOf(companyId: string, conversationId: string | undefined): Promise<string | null> {
    if (conversationId === undefined) return null;
    const [row] = await this.db.query<{ agent_id: string }>(
      'SELECT agent_id FROM conversations WHERE id = ? AND company_id = ?',
      [conversationId, companyId],
    );
    if (!row) throw new AppError('CONVERSATION_NOT_FOUND');
    return row.agent_id;
  }

  private async require(companyId: string, id: string): Promise<JobRow> {
    const row = await this.jobs.get(companyId, id);
    if (!row) throw new AppError('JOB_NOT_FOUND');
    return row;
  }
}

const gone = () => new AppError('CALLBACK_GONE', { detail: 'The job does not wait any more' });

/** A client's key counts for the person who sent it. */
function requestKeyOf({ userId }: Caller, key: string): string {
  return `http.${createHash('sha256')
    .update(JSON.stringify([userId ?? null, key]))
    .digest('base64url')}`;
}
