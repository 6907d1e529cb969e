import { Injectable } from '@nestjs/common';
import type { WorkflowCapability } from '#libs/catalog/kit';
import { AppError } from '#libs/contracts';
import { Durable, limits as durableLimits } from '#libs/durable';
import { Database, type Tx } from '#libs/platform/database';
import { limits } from '#libs/workflow';
import { WorkflowRepository } from '../workflows/workflow.repository.js';
import { childRunId } from './child-run-id.js';
import { childFailure } from './child-runs.js';
import { Flows } from './flows.js';
import { inputOf } from './new-run.js';
import type { RunInput, RunRow } from './run.entity.js';
import { assertInputFits } from './run-input.js';
import { RunRepository } from './run.repository.js';
import { RunStarter } from './run-starter.js';
import type { StepOrigin, Write } from './step-origin.js';

type Call = Parameters<WorkflowCapability['call']>[0];

/** Starts the run of a sub-workflow in the commit that lets its step wait, once under the step's key. */
@Injectable()
export class WorkflowCalling {
  constructor(
    private readonly db: Database,
    private readonly workflows: WorkflowRepository,
    private readonly flows: Flows,
    private readonly runs: RunRepository,
    private readonly starter: RunStarter,
    private readonly durable: Durable,
  ) {}

  capability(origin: StepOrigin, later: (write: Write) => void): WorkflowCapability {
    return {
      call: async (call) => {
        const runId = childRunId(origin.runId, origin.key);
        const known = await this.runs.get(origin.companyId, runId);
        if (known) return this.standOf(known);
        const input = await this.inputOf(origin, call);
        const createdAt = await this.db.now();
        const { companyId } = origin;
        const begun = { requestKey: null, immediate: true, createdAt, beyond: 'ignore' } as const;
        const run = { companyId, id: runId, input, ...begun };
        // Durable's transaction is the database's own.
        later(async (tx) => void (await this.starter.createIn(tx as Tx, run)));
        return { runId };
      },
    };
  }

  /** What became of the run that an earlier attempt started. @throws CHILD_FAILED */
  private async standOf(row: RunRow): Promise<{ runId: string; output?: unknown }> {
    const { id: runId, status, finishedAt } = row;
    if (finishedAt === null) return { runId };
    if (status !== 'succeeded') {
      const { message, cause } = childFailure({ ...row, runId });
      throw new AppError('CHILD_FAILED', { detail: message, cause });
    }
    return { runId, output: await this.durable.look(runId, ({ result }) => result ?? null) };
  }

  /** @throws LIMIT_EXCEEDED naming the depth, WORKFLOW_NOT_FOUND, WORKFLOW_NOT_PUBLISHED, VERSION_NOT_FOUND, RUN_INPUT_INVALID */
  private async inputOf(origin: StepOrigin, { workflow, version, input }: Call): Promise<RunInput> {
    const depth = origin.depth + 1;
    if (depth > limits.nestedRuns)
      throw new AppError('LIMIT_EXCEEDED', {
        detail: `Workflows call each other at most ${limits.nestedRuns} runs deep`,
        limit: 'nestedRuns',
      });
    const head = await this.workflows.publishedAs(origin.companyId, workflow);
    const flow = await this.flows.at(origin.companyId, head.id, version ?? head.currentVersion);
    assertInputFits(flow.definition.inputs, input);
    assertInline(input);
    return {
      ...inputOf(flow, {
        workflowId: head.id,
        workflowName: head.name,
        startedBy: { userId: origin.startedBy, name: origin.startedByName },
        request: { input, trigger: 'flow.subworkflow' },
      }),
      ...(origin.outside ? { outside: true as const } : {}),
      parent: { runId: origin.runId, path: origin.path, generation: origin.generation, depth },
    };
  }
}

/** The input is written with the step's own commit, which holds no blob. */
function assertInline(input: unknown): void {
  const bytes = Buffer.byteLength(JSON.stringify(input ?? null));
  if (bytes > durableLimits.inlineRun)
    throw new AppError('LIMIT_EXCEEDED', {
      detail: `The input of a sub-workflow: ${bytes} bytes are above the limit of ${durableLimits.inlineRun}`,
      limit: 'run.inline.bytes',
    });
}
