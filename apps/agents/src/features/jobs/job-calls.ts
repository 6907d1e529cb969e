import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { AppError, type Caller, type Job } from '#libs/contracts';
import type { StepContext, StepOutcome } from '#libs/durable';
import { Database } from '#libs/platform/database';
import { LiveBus } from '#libs/platform/live';
import type { ToolCall } from '../tools/tool-source.js';
import { Toolbox } from '../tools/toolbox.js';
import { JobCallbacks } from './job-callbacks.js';
import type { JobInput } from './job.entity.js';
import type { JobState, JobWait } from './job-protocol.js';
import { ProgressWriter } from './progress-writer.js';

/** Shorter waits are sat out: letting go of the worker and coming back costs more. Milliseconds. */
const shortWaitMs = 2000;

/** Carries out the call of a job. */
@Injectable()
export class JobCalls {
  constructor(
    private readonly toolbox: Toolbox,
    private readonly callbacks: JobCallbacks,
    private readonly db: Database,
    private readonly live: LiveBus,
  ) {}

  async execute(context: StepContext<JobState>, effect: string): Promise<StepOutcome> {
    const { tool, input } = context.input as JobInput;
    const progress = new ProgressWriter((now) => this.write(context.runId, now));
    let wait: JobWait | undefined;
    // Thrown through the tool, which does nothing after it.
    const letGo = (until: JobWait): Promise<never> => {
      wait = until;
      return Promise.reject(new AppError('UNAVAILABLE', { detail: `${tool} waits` }));
    };
    const call: ToolCall = {
      ...this.facts(context),
      progress: (step) => progress.tell(step),
      sleepUntil: async (time) => {
        const left = time - (await this.db.now());
        // What has an effect on the way to its wait must not be called a second time after it.
        if (left > shortWaitMs && effect !== 'effectful') return letGo({ until: time });
        if (left > 0) await sleep(left, undefined, { signal: context.signal });
      },
      callback: {
        url: this.callbacks.urlOf({ jobId: context.runId, generation: context.generation }),
        wait: () => letGo({ callback: true }),
      },
    };
    try {
      return { kind: 'succeeded', output: (await this.toolbox.call(context.companyId, tool, input, call)) ?? null };
    } catch (error) {
      if (wait !== undefined) return { kind: 'suspended', wait: { ...wait } };
      throw error;
    } finally {
      await progress.end();
    }
  }

  private facts({ companyId, key, state, signal, runId, input }: StepContext<JobState>) {
    const { userId, agentId, taskId, conversationId } = input as JobInput;
    const caller: Caller = { kind: 'service', companyId, role: 'operator', ...(userId === null ? {} : { userId }) };
    const origin = {
      jobId: runId,
      ...(agentId === null ? {} : { agentId }),
      ...(taskId === null ? {} : { taskId }),
      ...(conversationId === null ? {} : { conversationId }),
    };
    return { caller, key, at: state.beganAt, signal, origin };
  }

  private async write(jobId: string, progress: Job['progress']): Promise<void> {
    const changed = 'UPDATE jobs SET progress = ? WHERE id = ? AND finished_at IS NULL';
    await this.db.run(changed, [JSON.stringify(progress), jobId]);
    this.live.publish(jobId, 0);
  }
}
