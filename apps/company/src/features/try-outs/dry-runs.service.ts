import { Injectable } from '@nestjs/common';
import { AppError, newId, type Caller, type DryAnswer, type DryRunResult, type DryStep } from '#libs/contracts';
import { stepViews, type StepView } from '#libs/engine';
import { Database } from '#libs/platform/database';
import { limits } from '#libs/workflow';
import type { RunInput } from '../runs/run.entity.js';
import { assertInputFits } from '../runs/run-input.js';
import { runOutput } from '../runs/run-output.js';
import { outputOf } from '../runs/step-values.js';
import { SamplesService } from '../samples/samples.service.js';
import { DryBudget } from './dry-budget.js';
import { DryRun, type DrySetup } from './dry-run.js';
import { HarmlessExecutor } from './harmless-executor.js';
import { RecordedAnswers } from './recorded-answers.js';
import { sampleOf } from './sample-of-schema.js';
import { TrialFlows, type TrialFlow } from './trial-flows.js';
import { ownInput, trialTrigger, triggersOf } from './trial-trigger.js';

export interface DryRequest {
  version?: number | undefined;
  input?: unknown;
  trigger?: string | undefined;
  answers?: Record<string, DryAnswer> | undefined;
  useSamples: boolean;
}

/** At the same time, in this process. */
const most = { all: 4, perCompany: 2 };
const shown = { steps: 1000, stepBytes: 64 * 1024, bytes: 4 * 1024 * 1024 };

/** Runs drafts in memory with every effect stubbed. Nothing is written, nothing leaves the process, nothing costs. */
@Injectable()
export class DryRunsService {
  private readonly active = new Map<string, number>();

  constructor(
    private readonly db: Database,
    private readonly trials: TrialFlows,
    private readonly samples: SamplesService,
    private readonly executor: HarmlessExecutor,
    private readonly recorded: RecordedAnswers,
  ) {}

  /** @throws WORKFLOW_NOT_FOUND, VERSION_NOT_FOUND, WORKFLOW_INVALID, RUN_INPUT_INVALID, VALIDATION_FAILED, RATE_LIMITED */
  async run(caller: Caller, workflowId: string, request: DryRequest): Promise<DryRunResult> {
    const { companyId } = caller;
    const trial = await this.trials.sound(companyId, workflowId, request.version);
    const answers = new Map(Object.entries(request.answers ?? {}));
    assertKnownNodes(trial, answers);
    assertTrigger(trial, request.trigger);
    const startsAt = await this.db.now();
    const trigger = trialTrigger(trial.loaded, startsAt, request.trigger);
    const samples = request.useSamples ? await this.samples.outputs(companyId, workflowId) : new Map<string, unknown>();
    const { inputs } = trial.loaded.definition;
    const pinned = trigger.node === undefined ? undefined : samples.get(trigger.node);
    const input = request.input ?? pinned ?? ownInput(trial.loaded, trigger) ?? (inputs ? sampleOf(inputs) : null);
    if (request.input !== undefined) assertInputFits(inputs, input);
    const place = { companyId, answers, samples, startsAt, budget: new DryBudget(), depth: 0 };
    return this.oneOfFew(companyId, async () => {
      const dry = await this.dryRun(trial, { input, trigger, ...starterOf(caller) }, place);
      return resultOf(trial, dry);
    });
  }

  private async dryRun(
    trial: TrialFlow,
    facts: Pick<RunInput, 'input' | 'trigger' | 'startedBy'>,
    place: Pick<DrySetup, 'companyId' | 'answers' | 'samples' | 'startsAt' | 'budget'> & { depth: number },
  ): Promise<DryRun> {
    const { loaded, workflowId, workflowName } = trial;
    const dry: DryRun = new DryRun({
      ...place,
      loaded,
      runId: newId('run'),
      input: { ...facts, workflowId, workflowName, versionId: loaded.versionId, version: loaded.version },
      executor: this.executor,
      recorded: this.recorded,
      callWorkflow: (config) => this.call(config as Call, dry, place),
    });
    await dry.run();
    return dry;
  }

  /** A called workflow is tried out as it is published; its steps draw on the same budget. */
  private async call(
    { workflow, version, input }: Call,
    caller: DryRun,
    place: Parameters<DryRunsService['dryRun']>[2],
  ): Promise<unknown> {
    const depth = place.depth + 1;
    if (depth > limits.nestedRuns)
      throw new AppError('LIMIT_EXCEEDED', {
        detail: `Workflows call each other at most ${limits.nestedRuns} runs deep`,
      });
    const trial = await this.trials.called(place.companyId, workflow, version);
    assertInputFits(trial.loaded.definition.inputs, input);
    const node = trial.loaded.flow.root.entries.find(({ role }) => role === 'trigger');
    const trigger = { kind: 'flow.subworkflow', ...(node ? { node: node.id } : {}) };
    const facts = { input: input ?? null, trigger, startedBy: caller.input.startedBy };
    const child = await this.dryRun(trial, facts, { ...place, depth, answers: new Map(), samples: new Map() });
    if (child.stoppedBy)
      throw new AppError('CHILD_FAILED', { detail: `${trial.workflowName}: the dry run was stopped` });
    const { status, error } = child.state;
    if (status !== 'succeeded')
      throw new AppError('CHILD_FAILED', { detail: `${trial.workflowName}: ${error?.message ?? status}` });
    return runOutput(trial.loaded.flow, child, 'succeeded');
  }

  /** @throws RATE_LIMITED */
  private async oneOfFew<T>(companyId: string, work: () => Promise<T>): Promise<T> {
    const own = this.active.get(companyId) ?? 0;
    const all = [...this.active.values()].reduce((sum, count) => sum + count, 0);
    if (own >= most.perCompany || all >= most.all)
      throw new AppError('RATE_LIMITED', { detail: 'Other dry runs are going on', retryAfterMs: 1000 });
    this.active.set(companyId, own + 1);
    try {
      return await work();
    } finally {
      const left = (this.active.get(companyId) ?? 1) - 1;
      if (left > 0) this.active.set(companyId, left);
      else this.active.delete(companyId);
    }
  }
}

interface Call {
  workflow: string;
  version?: number;
  input?: unknown;
}

const starterOf = ({ userId }: Caller): Pick<RunInput, 'startedBy'> => ({
  startedBy: { userId: userId ?? null, name: 'Dry run' },
});

/** @throws VALIDATION_FAILED */
function assertTrigger({ loaded }: TrialFlow, asked: string | undefined): void {
  const ids = triggersOf(loaded.flow).map(({ id }) => id);
  if (asked !== undefined && !ids.includes(asked)) throw problem('trigger', `expected one of ${ids.join(', ')}`);
}

/** @throws VALIDATION_FAILED naming what no step goes by, or a port that a step does not have */
function assertKnownNodes({ loaded }: TrialFlow, answers: ReadonlyMap<string, DryAnswer>): void {
  for (const [key, { port }] of answers) {
    const node = loaded.flow.byId.get(key.slice(key.lastIndexOf('/') + 1));
    if (!node) throw problem(`answers.${key}`, 'no step goes by this');
    if (port !== undefined && !node.ports.includes(port))
      throw problem(`answers.${key}.port`, `expected one of ${node.ports.join(', ')}`);
  }
}

const problem = (path: string, message: string) =>
  new AppError('VALIDATION_FAILED', { detail: `${path}: ${message}`, issues: [{ path, message }] });

function resultOf({ loaded }: TrialFlow, dry: DryRun): DryRunResult {
  const views = stepViews(loaded.flow, dry.state);
  let room = shown.bytes;
  const steps = views.slice(0, shown.steps).map((view): DryStep => {
    const step = stepOf(loaded, dry, view);
    const bytes = Buffer.byteLength(JSON.stringify(step.output ?? null));
    if (bytes > shown.stepBytes || bytes > room)
      return {
        ...step,
        output: null,
        warnings: [...step.warnings, `The output (${bytes} bytes) is too large to be shown`],
      };
    room -= bytes;
    return step;
  });
  const { status, error } = dry.state;
  const isOver = status === 'succeeded' || status === 'failed';
  return {
    status: isOver ? status : 'stopped',
    stoppedBy: dry.stoppedBy,
    output: isOver ? (runOutput(loaded.flow, dry, status) ?? null) : null,
    error: error ? errorOf(error) : null,
    simulatedMs: dry.elapsedMs,
    steps,
    stepCount: views.length,
    warnings: views.length > shown.steps ? [`Only the first ${shown.steps} of ${views.length} steps are shown`] : [],
  };
}

const errorOf = ({ code, message, path }: { code: string; message: string; path?: string }) => ({
  code,
  message,
  ...(path === undefined ? {} : { path }),
});

function stepOf(loaded: TrialFlow['loaded'], dry: DryRun, view: StepView): DryStep {
  const note = dry.notes.get(view.path);
  return {
    path: view.path,
    node: view.node,
    kind: view.kind,
    name: loaded.nodes.get(view.node)?.name ?? view.node,
    status: view.status,
    port: view.port ?? null,
    attempts: view.attempt,
    output: view.status === 'succeeded' ? outputOf(loaded.flow, dry, view.path) : null,
    error: view.error ? errorOf(view.error) : null,
    source: note?.source ?? 'none',
    logs: note?.logs ?? [],
    warnings: note?.warnings ?? [],
  };
}
