import { createHash, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { KindDef } from '#libs/catalog/kit';
import { nodeKinds } from '#libs/catalog/node-kinds/defs';
import { AppError, may, newId, type Caller, type StepTest } from '#libs/contracts';
import type { StepContext, StepOutcome } from '#libs/durable';
import type { RunState } from '#libs/engine';
import { Database } from '#libs/platform/database';
import { effectOf, type WorkflowNode } from '#libs/workflow';
import type { RunInput } from '../runs/run.entity.js';
import { configOf, placeOf, StepExecutor } from '../runs/step-executor.js';
import { SamplesService } from '../samples/samples.service.js';
import { HarmlessExecutor } from './harmless-executor.js';
import { isHarmless } from './harmless.js';
import { sampleOf } from './sample-of-schema.js';
import { stubOf } from './stubs.js';
import { toldPlace, type ToldPlace } from './told-place.js';
import { TrialFlows, type TrialFlow } from './trial-flows.js';
import { ownInput, trialTrigger } from './trial-trigger.js';

export interface StepTestRequest {
  version?: number | undefined;
  input?: unknown;
  steps?: Record<string, unknown> | undefined;
  item?: unknown;
  index: number;
  error?: { code: string; message: string } | undefined;
  useSamples: boolean;
  effects: 'stub' | 'real';
}

interface Trial {
  def: KindDef;
  node: WorkflowNode;
  context: StepContext<RunState>;
  flow: TrialFlow;
  samples: ReadonlyMap<string, unknown>;
}

const defs: Readonly<Record<string, KindDef>> = nodeKinds;
const longestMs = { default: 30_000, most: 60_000 };

/** One step of a draft, run on its own against told or pinned outputs of the others. */
@Injectable()
export class StepTestsService {
  constructor(
    private readonly db: Database,
    private readonly trials: TrialFlows,
    private readonly samples: SamplesService,
    private readonly harmless: HarmlessExecutor,
    private readonly real: StepExecutor,
  ) {}

  /**
   * `effects: real` acts on the outside, once under the request's key; it takes the permission to test for real, and a step that answers
   * at once.
   * @throws WORKFLOW_NOT_FOUND, VERSION_NOT_FOUND, NODE_NOT_FOUND, WORKFLOW_INVALID, FORBIDDEN, VALIDATION_FAILED
   */
  async test(
    caller: Caller,
    workflowId: string,
    nodeId: string,
    request: StepTestRequest,
    key: string | undefined,
  ): Promise<StepTest> {
    const isReal = request.effects === 'real';
    if (isReal && !may(caller, 'workflows:testReal'))
      throw new AppError('FORBIDDEN', { detail: 'Testing with real effects takes the role builder or higher' });
    const flow = await this.trials.unfinished(caller.companyId, workflowId, request.version);
    const samples = request.useSamples
      ? await this.samples.outputs(caller.companyId, workflowId)
      : new Map<string, unknown>();
    const steps = new Map([...samples, ...Object.entries(request.steps ?? {})]);
    const at = await this.db.now();
    const input = inputOf(caller, flow, request, steps, at);
    const place = toldPlace(flow.loaded, nodeId, { ...request, input, steps });
    const node = flow.loaded.nodes.get(nodeId)!;
    const def = defs[node.kind]!;
    if (isReal) assertAnswersAtOnce(def);
    const key_ = keyOf([caller.companyId, workflowId, nodeId, key ?? randomUUID()]);
    const context = this.contextOf(caller, place, { input, key: key_, ms: node.timeoutMs, at });
    const began = performance.now();
    const seen = await this.attempt({ def, node, context, flow, samples }, isReal);
    const warnings = [...place.missing].map((id) => `steps.${id}: nothing is told or pinned, so its output is null`);
    return {
      ...{ node: nodeId, kind: node.kind, port: null, output: null, error: null, waitingFor: null },
      ...seen,
      logs: seen.logs ?? [],
      warnings: [...warnings, ...(seen.warnings ?? [])],
      ms: Math.round(performance.now() - began),
    };
  }

  private async attempt(
    trial: Trial,
    isReal: boolean,
  ): Promise<Pick<StepTest, 'config' | 'status' | 'source'> & Partial<StepTest>> {
    const { def, node, context, flow } = trial;
    let config: unknown = null;
    try {
      config = configOf(def, node, placeOf(flow.loaded, context));
      if (def.role === 'trigger')
        return { config, status: 'succeeded', output: (context.input as RunInput).input, source: 'none' };
      if (isReal || isHarmless(def)) return { config, ...shown(await this.execute(trial, isReal), def) };
      const isPinned = trial.samples.has(node.id);
      const output = isPinned ? (trial.samples.get(node.id) ?? null) : stubOf(def, config);
      return { config, status: 'succeeded', output, port: firstPort(trial), source: isPinned ? 'sample' : 'stub' };
    } catch (error) {
      return { config, status: 'failed', error: failureOf(error, context.signal), source: 'none' };
    }
  }

  private execute({ flow, node, def, context }: Trial, isReal: boolean): StepOutcome | Promise<StepOutcome> {
    const { path, attempt, generation, at } = context;
    const effect = effectOf(def, node.config);
    const executor = isReal ? this.real : this.harmless;
    return executor.execute(
      flow.loaded,
      { type: 'executeStep', path, node: node.id, attempt, generation, effect, phase: 'run', readyAt: at },
      context,
    );
  }

  private contextOf(
    { companyId }: Caller,
    { path, state, output }: ToldPlace,
    { input, key, ms, at }: { input: RunInput; key: string; ms: number | undefined; at: number },
  ): StepContext<RunState> {
    return {
      ...{ runId: newId('run'), companyId, path, attempt: 1, generation: 1, key, state, input, output },
      at,
      signal: AbortSignal.timeout(Math.min(ms ?? longestMs.default, longestMs.most)),
      heartbeat: () => undefined,
      meta: () => undefined,
    };
  }
}

function inputOf(
  { userId }: Caller,
  { loaded, workflowId, workflowName }: TrialFlow,
  { input }: StepTestRequest,
  steps: ReadonlyMap<string, unknown>,
  at: number,
): RunInput {
  const trigger = trialTrigger(loaded, at);
  const pinned = trigger.node === undefined ? undefined : steps.get(trigger.node);
  const { inputs } = loaded.definition;
  return {
    input: input ?? pinned ?? ownInput(loaded, trigger) ?? (inputs ? sampleOf(inputs) : null),
    trigger,
    startedBy: { userId: userId ?? null, name: 'Test' },
    ...{ workflowId, workflowName, versionId: loaded.versionId, version: loaded.version },
  };
}

/** Steps that wait for people, agents or other runs have no run here that could go on. @throws VALIDATION_FAILED */
function assertAnswersAtOnce({ id, needs }: KindDef): void {
  if (!needs.some((name) => name === 'people' || name === 'agents' || name === 'workflows')) return;
  const message = `${id} waits for somebody and can only be tested with effects stubbed`;
  throw new AppError('VALIDATION_FAILED', { detail: `effects: ${message}`, issues: [{ path: 'effects', message }] });
}

const keyOf = (parts: string[]): string =>
  createHash('sha256')
    .update(JSON.stringify(['step-test', ...parts]))
    .digest('base64url');

const firstPort = ({ flow, node }: Trial): string | null => flow.loaded.flow.byId.get(node.id)?.ports[0] ?? null;

function shown(outcome: StepOutcome, def: KindDef): Pick<StepTest, 'status' | 'source'> & Partial<StepTest> {
  if (outcome.kind === 'suspended') return { status: 'waiting', waitingFor: outcome.wait, source: 'run' };
  const logs = outcome.meta?.['logs'] as string[] | undefined;
  const port = (outcome.event?.['port'] as string | undefined) ?? null;
  const scope = def.role === 'scope' ? ['What it would go through; its body did not run'] : [];
  return {
    ...{ status: 'succeeded', source: 'run', output: outcome.output ?? null, port, logs: logs ?? [] },
    warnings: [...(outcome.meta?.warnings ?? []), ...scope],
  };
}

function failureOf(error: unknown, signal: AbortSignal): NonNullable<StepTest['error']> {
  if (AppError.is(error)) return { code: error.code, message: error.message };
  if (signal.aborted) return { code: 'STEP_TIMED_OUT', message: 'The step took longer than its limit' };
  return { code: 'INTERNAL', message: 'Something went wrong on our side' };
}
