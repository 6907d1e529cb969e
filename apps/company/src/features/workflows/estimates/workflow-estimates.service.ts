import { Injectable } from '@nestjs/common';
import { aiRpc, type Caller, type WorkflowEstimate } from '#libs/contracts';
import { RpcClient } from '#libs/platform/rpc';
import type { Definition } from '#libs/workflow';
import { RunRepository } from '../../runs/run.repository.js';
import type { RunRow } from '../../runs/run.entity.js';
import { VersionRepository, WorkflowRepository } from '../workflow.repository.js';
import { expectedCalls, unforeseeable } from './from-definition.js';
import { costsOf } from './from-runs.js';

/** The last so many runs tell what the next one costs. */
const mostRuns = 100;

const iso = (at: number) => new Date(at).toISOString();

/** What the model calls of a workflow's next run will probably cost, and what that rests on. */
@Injectable()
export class WorkflowEstimates {
  constructor(
    private readonly workflows: WorkflowRepository,
    private readonly versions: VersionRepository,
    private readonly runs: RunRepository,
    private readonly rpc: RpcClient,
  ) {}

  /** @throws WORKFLOW_NOT_FOUND */
  async of(caller: Caller, id: string): Promise<WorkflowEstimate> {
    const { companyId } = caller;
    const workflow = await this.workflows.require(companyId, id);
    const where = { workflowId: id, status: 'succeeded' } as const;
    const runs = await this.runs.find(companyId, { where, order: { id: 'desc' }, limit: mostRuns });
    if (runs.length > 0) return this.byRuns(caller, runs);
    const { currentVersion } = workflow;
    const version = currentVersion > 0 ? await this.versions.require(companyId, id, currentVersion) : undefined;
    return this.byDefinition(caller, version?.definition ?? workflow.draft);
  }

  private async byRuns(caller: Caller, runs: readonly RunRow[]): Promise<WorkflowEstimate> {
    const runIds = runs.map(({ id }) => id);
    const { items } = await this.rpc.call(aiRpc.usageOfRuns, { runIds }, { caller });
    return {
      basis: 'runs',
      explanation: `What the model calls of the last ${runs.length} runs that succeeded cost, whatever their version; called workflows have estimates of their own.`,
      runs: runs.length,
      from: iso(runs.at(-1)!.createdAt),
      to: iso(runs[0]!.createdAt),
      ...costsOf(runIds, items),
    };
  }

  private async byDefinition(caller: Caller, definition: Definition): Promise<WorkflowEstimate> {
    const expected = expectedCalls(definition);
    const unknown = unforeseeable(definition);
    const calls = expected.map(({ step: _step, ...call }) => call);
    const { items } =
      calls.length > 0 ? await this.rpc.call(aiRpc.estimateCalls, { calls }, { caller }) : { items: [] };
    const costs = items.map(({ costMicros }) => costMicros);
    const known = costs.filter((cost) => cost !== null);
    const whole = known.reduce((sum, cost) => sum + cost, 0);
    const isKnown = known.length === costs.length && unknown.length === 0;
    return {
      basis: isKnown || known.length > 0 ? 'definition' : 'none',
      explanation: explanationOf(calls.length, costs.length - known.length, unknown),
      ...{ runs: 0, from: null, to: null },
      costMicros: isKnown || known.length > 0 ? { mean: whole, p90: null } : null,
      steps: [
        ...expected.map(({ step }, at) => ({
          step,
          costMicros: costs[at] === null ? null : { mean: costs[at]!, p90: null },
          calls: 1,
        })),
        ...unknown.map((step) => ({ step, costMicros: null, calls: null })),
      ],
    };
  }
}

const explanationOf = (calls: number, unpriced: number, unknown: readonly string[]): string =>
  [
    'No run has succeeded yet.',
    calls > 0
      ? `Each of the ${calls} steps that ask a model is counted once: the length of what is set in it, 500 tokens for each expression, an answer of usual length, at today’s prices. Steps in maps and loops cost this for each item.`
      : 'No step asks a model itself.',
    unpriced > 0 ? `The price of the model of ${unpriced} steps is unknown.` : '',
    unknown.length > 0 ? `What agents and called workflows spend is not in it: ${unknown.join(', ')}.` : '',
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
