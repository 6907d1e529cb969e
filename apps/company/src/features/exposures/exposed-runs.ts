import { Injectable } from '@nestjs/common';
import { AppError, type Caller, type RunProgress } from '#libs/contracts';
import { Durable, type RunView } from '#libs/durable';
import type { RunState } from '#libs/engine';
import { RunControlService } from '../runs/run-control.service.js';
import { RunRepository } from '../runs/run.repository.js';
import { RunsService } from '../runs/runs.service.js';
import { WorkflowExposures } from './workflow-exposures.service.js';

/** Runs of workflows that are offered as tools: begun, waited for, cancelled by who called. */
@Injectable()
export class ExposedRuns {
  constructor(
    private readonly exposures: WorkflowExposures,
    private readonly runs: RunsService,
    private readonly rows: RunRepository,
    private readonly control: RunControlService,
    private readonly durable: Durable,
  ) {}

  /** @throws WORKFLOW_NOT_FOUND for one that is not offered, and as `RunsService.start` */
  async start(caller: Caller, workflowId: string, input: unknown, key: string): Promise<{ runId: string }> {
    await this.exposures.assertOffered(caller.companyId, workflowId);
    const { id } = await this.runs.start(caller, workflowId, { input, trigger: 'trigger.api', immediate: false, key });
    return { runId: id };
  }

  /** The run once it is over or more steps than `seen` have ended, or as it is after `waitMs`. @throws RUN_NOT_FOUND */
  async progress(caller: Caller, runId: string, seen: number, waitMs: number): Promise<RunProgress> {
    await this.rows.require(caller.companyId, runId);
    const news = await this.durable.until<RunState, RunProgress>(runId, waitMs, (view) => {
      const now = progressOf(runId, view);
      return view.finishedAt !== null || now.done > seen ? now : undefined;
    });
    return news ?? this.durable.look<RunState, RunProgress>(runId, (view) => progressOf(runId, view));
  }

  /** One that is over stays as it is. @throws RUN_NOT_FOUND */
  async cancel(caller: Caller, runId: string, reason: string | undefined): Promise<{ status: RunProgress['status'] }> {
    try {
      return await this.control.cancel(caller, runId, reason);
    } catch (error) {
      if (!AppError.is(error, 'RUN_STATE_FORBIDS')) throw error;
      return this.rows.require(caller.companyId, runId);
    }
  }
}

function progressOf(runId: string, view: RunView<RunState>): RunProgress {
  const { status, error } = view;
  return {
    runId,
    status,
    done: [...view.metas()].length,
    output: view.finishedAt === null ? null : (view.result ?? null),
    error: error ? { code: error.code, message: error.message } : null,
  };
}
