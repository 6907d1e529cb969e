import { Injectable } from '@nestjs/common';
import { AppError, type WorkflowProblem } from '#libs/contracts';
import type { Definition } from '#libs/workflow';
import { Flows, loadedOf, type LoadedFlow } from '../runs/flows.js';
import { problemsOf } from '../workflows/definition-check.js';
import { WorkflowRepository } from '../workflows/workflow.repository.js';

export interface TrialFlow {
  workflowId: string;
  workflowName: string;
  loaded: LoadedFlow;
}

/** What is tried out: the stored draft or a stored version of the company, never a definition that came with the request. */
@Injectable()
export class TrialFlows {
  constructor(
    private readonly workflows: WorkflowRepository,
    private readonly flows: Flows,
  ) {}

  /** Free of errors. @throws WORKFLOW_NOT_FOUND, VERSION_NOT_FOUND, WORKFLOW_INVALID with every problem */
  async sound(companyId: string, workflowId: string, version?: number): Promise<TrialFlow> {
    return this.load(companyId, workflowId, version, (definition) =>
      problemsOf(definition).filter(({ severity }) => severity === 'error'),
    );
  }

  /** As far as it is finished: enough to run one of its steps. @throws WORKFLOW_NOT_FOUND, VERSION_NOT_FOUND, WORKFLOW_INVALID */
  async unfinished(companyId: string, workflowId: string, version?: number): Promise<TrialFlow> {
    return this.load(companyId, workflowId, version, (definition) =>
      problemsOf(definition).filter(({ code }) => brokenShape.has(code)),
    );
  }

  /** The published version of another workflow, as a sub-workflow finds it. @throws WORKFLOW_NOT_FOUND, WORKFLOW_NOT_PUBLISHED, VERSION_NOT_FOUND */
  async called(companyId: string, workflow: string, version?: number): Promise<TrialFlow> {
    const head = await this.workflows.publishedAs(companyId, workflow);
    const loaded = await this.flows.at(companyId, head.id, version ?? head.currentVersion);
    return { workflowId: head.id, workflowName: head.name, loaded: withoutCallbacks(loaded) };
  }

  private async load(
    companyId: string,
    workflowId: string,
    version: number | undefined,
    problems: (definition: Definition) => WorkflowProblem[],
  ): Promise<TrialFlow> {
    const { id, name, draft, draftHash } = await this.workflows.require(companyId, workflowId);
    if (version !== undefined)
      return {
        workflowId: id,
        workflowName: name,
        loaded: withoutCallbacks(await this.flows.at(companyId, id, version)),
      };
    const [first, ...more] = problems(draft);
    if (first)
      throw new AppError('WORKFLOW_INVALID', {
        detail: `${more.length === 0 ? '1 problem' : `${more.length + 1} problems`} must be solved first: ${first.message}`,
        problems: [first, ...more],
      });
    const loaded = loadedOf({ id: `${id}.draft`, version: 0, contentHash: draftHash, definition: draft });
    return { workflowId: id, workflowName: name, loaded: withoutCallbacks(loaded) };
  }
}

/** Nobody could call back: an address is shown that leads nowhere. */
const withoutCallbacks = (loaded: LoadedFlow): LoadedFlow => ({
  ...loaded,
  callbackUrl: () => 'https://callback.invalid/try-out',
});

/** Problems that leave no graph to stand in. */
const brokenShape: ReadonlySet<string> = new Set([
  'SCHEMA',
  'TOO_DEEP',
  'DUPLICATE_ID',
  'UNKNOWN_KIND',
  'UNKNOWN_NODE',
  'PARENT_UNKNOWN',
  'PARENT_NOT_SCOPE',
  'PARENT_CYCLE',
]);
