import { Injectable } from '@nestjs/common';
import { nodeKinds } from '#libs/catalog/node-kinds/defs';
import { nodeRuns } from '#libs/catalog/node-kinds/runs';
import type { Capabilities, KindDef, StepInput, StepResult } from '#libs/catalog/kit';
import { AppError } from '#libs/contracts';
import type { StepContext, StepMeta, StepOutcome } from '#libs/durable';
import { itemsOf, takenBranches, type ExecuteStep, type RunState } from '#libs/engine';
import { hasExpression } from '#libs/expressions';
import { pathText } from '#libs/platform/http';
import type { WorkflowNode } from '#libs/workflow';
import { CapabilityFactory } from './capability-factory.js';
import type { LoadedFlow } from './flows.js';
import { StepIsolation } from './isolated/step-isolation.js';
import type { RunInput } from './run.entity.js';
import { isMarked } from './outside-marks.js';
import type { StepOrigin } from './step-origin.js';
import { askLoop, beginLoop } from './loop-rounds.js';
import { scopePathOf, type Place } from './step-scope.js';
import { itemResults, resolved } from './scope-results.js';
import { outputOf } from './step-values.js';

type AnyRun = (input: StepInput<unknown, keyof Capabilities>) => Promise<StepResult<unknown>> | StepResult<unknown>;
const defs: Readonly<Record<string, KindDef>> = nodeKinds;
const runs = nodeRuns as unknown as Readonly<Record<string, AnyRun>>;

/** Carries out one attempt of one step: resolves its configuration, runs its kind, and says what came of it. */
@Injectable()
export class StepExecutor {
  constructor(
    private readonly capabilities: CapabilityFactory,
    private readonly isolation: StepIsolation = new StepIsolation(),
  ) {}

  /** A promise only of what takes time: most steps of a flow are over at once. */
  execute(
    loaded: LoadedFlow,
    command: ExecuteStep,
    context: StepContext<RunState>,
  ): StepOutcome | Promise<StepOutcome> {
    const node = loaded.nodes.get(command.node);
    const def = node && defs[node.kind];
    if (!node || !def)
      throw new AppError('STEP_CONFIG_INVALID', { detail: `There is no kind for step ${command.path}` });
    const place = placeOf(loaded, context);
    if (command.phase === 'check') return askLoop(node, place, context);
    if (command.phase === 'collect') return this.collect(node, place, context);
    const config = configOf(def, node, place);
    const use = this.capabilities.forStep(def.needs, context.runId, () => originOf(loaded, node, context));
    const input = stepInput(loaded, node, config, context, use.capabilities);
    const told = (result: StepResult<unknown>): StepOutcome => {
      const outcome = outcomeOf(def, result, use.write(result));
      return def.repeats ? beginLoop(node, place, outcome) : outcome;
    };
    const result = context.isolated ? this.isolation.run(node.kind, input, def.needs) : runs[node.kind]!(input);
    return result instanceof Promise ? result.then(told) : told(result);
  }

  /** The output of a map: `result` of each item, evaluated inside it, else the output of its end nodes. */
  private collect(node: WorkflowNode, place: Place, context: StepContext<RunState>): StepOutcome {
    const give = itemResults(node, place);
    const output = itemsOf(place.loaded.flow, context.state as RunState, context.path).map(give);
    return { kind: 'succeeded', output };
  }
}

/** Parsed configurations without an expression: they are the same at each attempt, in each run of the version. */
const constants = new WeakMap<WorkflowNode, { config: unknown }>();

const mayChange = (value: unknown): boolean =>
  typeof value === 'string'
    ? hasExpression(value)
    : typeof value === 'object' && value !== null && Object.values(value).some(mayChange);

/** Shared by all attempts, so none may change it. */
function frozen<T>(value: T): T {
  if (!Array.isArray(value) && Object.getPrototypeOf(value ?? 0) !== Object.prototype) return value;
  Object.values(value as object).forEach(frozen);
  return Object.freeze(value);
}

export const placeOf = (loaded: LoadedFlow, context: StepContext<RunState>): Place => ({
  loaded,
  values: context,
  runId: context.runId,
  runInput: context.input as RunInput,
  at: context.at,
  scopePath: scopePathOf(context.path),
  path: context.path,
});

/** The configuration with its expressions resolved. @throws EXPRESSION_FAILED, STEP_CONFIG_INVALID naming the field */
export function configOf(def: KindDef, node: WorkflowNode, place: Place): unknown {
  const known = constants.get(node);
  if (known) return known.config;
  const late = [...(def.lateFields ?? []), ...(def.literalFields ?? [])];
  const parsed = def.config.safeParse(resolved(node.config, place, late));
  if (parsed.success) {
    if (!Object.entries(node.config).some(([name, value]) => !late.includes(name) && mayChange(value)))
      constants.set(node, { config: frozen(parsed.data) });
    return parsed.data;
  }
  const issues = parsed.error.issues.map(({ path, message }) => ({
    path: pathText(['config', ...path]),
    message,
    node: node.id,
  }));
  throw new AppError('STEP_CONFIG_INVALID', {
    detail: issues.map(({ path, message }) => `${path}: ${message}`).join('; '),
    issues,
  });
}

const originOf = (loaded: LoadedFlow, node: WorkflowNode, context: StepContext<RunState>): StepOrigin => {
  const { workflowId, workflowName, startedBy, parent } = context.input as RunInput;
  return {
    companyId: context.companyId,
    runId: context.runId,
    workflowId,
    workflowName,
    startedBy: startedBy.userId,
    startedByName: startedBy.name,
    budgetMicros: loaded.definition.settings?.budgetMicros,
    depth: parent?.depth ?? 0,
    path: context.path,
    stepName: node.name ?? node.id,
    // All three are made for those who ask.
    get outside() {
      return isMarked(loaded.flow, context, context.path);
    },
    get key() {
      return context.key;
    },
    attempt: context.attempt,
    generation: context.generation,
    at: context.at,
    get signal() {
      return context.signal;
    },
    heartbeat: () => context.heartbeat(),
  };
};

function stepInput(
  loaded: LoadedFlow,
  node: WorkflowNode,
  config: unknown,
  context: StepContext<RunState>,
  use: Partial<Capabilities>,
): StepInput<unknown, keyof Capabilities> {
  const { workflowId, workflowName, startedBy, input } = context.input as RunInput;
  const state = context.state as RunState;
  return {
    config,
    at: context.at,
    get key() {
      return context.key;
    },
    attempt: context.attempt,
    path: context.path,
    input,
    node: { id: node.id, ...(node.name === undefined ? {} : { name: node.name }) },
    run: { id: context.runId, companyId: context.companyId, workflowId, workflowName, startedBy: startedBy.name },
    get signal() {
      return context.signal;
    },
    heartbeat: () => context.heartbeat(),
    branches: () =>
      Object.fromEntries(
        takenBranches(loaded.flow, state, context.path).map((path) => [
          path.slice(path.lastIndexOf('/') + 1),
          outputOf(loaded.flow, context, path),
        ]),
      ),
    use: use as Capabilities,
  };
}

function outcomeOf(def: KindDef, result: StepResult<unknown>, write: StepOutcome['write']): StepOutcome {
  const written = write ? { write } : {};
  if ('suspend' in result) return { kind: 'suspended', wait: result.suspend, ...written };
  const {
    output,
    port,
    items,
    more,
    concurrency,
    onItemError,
    stop,
    message,
    respond,
    usage,
    warnings,
    logs,
    outside,
  } = result;
  const checked = def.role === 'scope' ? output : checkedOutput(def, output);
  const meta: StepMeta = {
    ...(usage ? { usage: { ...usage, tokens: usage.inputTokens + usage.outputTokens } } : {}),
    ...(warnings && warnings.length > 0 ? { warnings } : {}),
    ...(logs && logs.length > 0 ? { logs } : {}),
    ...(outside === undefined ? {} : { outside }),
  };
  const event: Record<string, unknown> = {};
  if (port !== undefined) event['port'] = port;
  if (items !== undefined) event['items'] = items;
  if (more !== undefined) event['more'] = more;
  if (concurrency !== undefined) event['concurrency'] = concurrency;
  if (onItemError !== undefined) event['onItemError'] = onItemError;
  if (stop !== undefined) event['stop'] = stop;
  if (message !== undefined) event['message'] = message;
  if (respond !== undefined) event['respond'] = respond;
  return { kind: 'succeeded', output: checked, event, meta, ...written };
}

/** A kind keeps to its own schema: what it gives is what the mapping panel showed. @throws STEP_OUTPUT_INVALID */
function checkedOutput(def: KindDef, output: unknown): unknown {
  const parsed = def.output.safeParse(output);
  if (parsed.success) return parsed.data;
  throw new AppError('STEP_OUTPUT_INVALID', {
    detail: `${def.id}: ${parsed.error.issues[0]?.path.join('.')} ${parsed.error.issues[0]?.message}`,
  });
}
