import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AppError, type Caller, type RpcIn, type RpcOut, type toolAccessRpc } from '#libs/contracts';
import { Durable } from '#libs/durable';
import { limits } from '#libs/workflow';
import { WorkflowRepository } from '../workflows/workflow.repository.js';
import { Flows } from './flows.js';
import { inputOf } from './new-run.js';
import { assertInputFits } from './run-input.js';
import { RunRepository } from './run.repository.js';
import { RunStarter } from './run-starter.js';
import { RunsService } from './runs.service.js';

type Request = RpcIn<typeof toolAccessRpc.startRun>;
type Stand = RpcOut<typeof toolAccessRpc.startRun>;

/** Runs that tools of agents start. How many led here, one through the other, is counted as for runs that events start. */
@Injectable()
export class ToolRuns {
  constructor(
    private readonly runs: RunsService,
    private readonly rows: RunRepository,
    private readonly workflows: WorkflowRepository,
    private readonly flows: Flows,
    private readonly starter: RunStarter,
    private readonly durable: Durable,
  ) {}

  /** @throws WORKFLOW_NOT_FOUND, WORKFLOW_NOT_PUBLISHED, RUN_INPUT_INVALID, LIMIT_EXCEEDED, RATE_LIMITED */
  async start(caller: Caller, { key, workflow, input, from }: Request): Promise<Stand> {
    const { companyId } = caller;
    const requestKey = createHash('sha256')
      .update(JSON.stringify(['tool', key]))
      .digest('base64url');
    const known = await this.rows.findOne(companyId, { requestKey });
    if (known) return this.stand(caller, known.id, 0);
    const head = await this.workflows.publishedAs(companyId, workflow);
    const flow = await this.flows.at(companyId, head.id, head.currentVersion);
    assertInputFits(flow.definition.inputs, input);
    const facts = {
      workflowId: head.id,
      workflowName: head.name,
      startedBy: await this.runs.personOf(caller),
      request: { input, trigger: 'trigger.api' },
    };
    const { row } = await this.starter.start({
      companyId,
      input: { ...inputOf(flow, facts), chain: await this.chainAfter(companyId, from) },
      requestKey,
      immediate: true,
      createdAt: this.durable.now(),
    });
    return this.stand(caller, row.id, 0);
  }

  /** The run when it is over, or as it is after the time. @throws RUN_NOT_FOUND */
  async stand(caller: Caller, id: string, waitMs: number): Promise<Stand> {
    const row = await this.rows.require(caller.companyId, id);
    if (row.finishedAt === null && waitMs > 0) await this.durable.waitFor(id, waitMs);
    const { status, output, error } = await this.runs.get(caller, id);
    const problem = error && { code: error.code, message: error.message };
    return { runId: id, status, ...(status === 'succeeded' ? { output } : {}), error: problem };
  }

  private async chainAfter(companyId: string, from: string | undefined): Promise<number> {
    if (from === undefined) return 0;
    const { chain } = await this.rows.require(companyId, from);
    if (chain >= limits.nestedRuns)
      throw new AppError('LIMIT_EXCEEDED', {
        detail: `Runs lead to each other at most ${limits.nestedRuns} times`,
        limit: 'nestedRuns',
      });
    return chain + 1;
  }
}
