import { Injectable } from '@nestjs/common';
import { nodeKinds } from '#libs/catalog/node-kinds/defs';
import { nodeRuns } from '#libs/catalog/node-kinds/runs';
import type { Capabilities, KindDef, StepInput, StepResult } from '#libs/catalog/kit';
import { AppError } from '#libs/contracts';
import type { StepContext, StepMeta, StepOutcome } from '#libs/durable';
import { itemsOf, takenBranches, type ExecuteStep, type Flow, type RunState } from '#libs/engine';
import { ExpressionError, resolve } from '#libs/expressions';
import { pathText } from '#libs/platform/http';
import type { WorkflowNode } from '#libs/workflow';
import { CapabilityFactory } from './capability-factory.js';
import type { LoadedFlow } from './flows.js';
import type { RunInput } from './run.entity.js';
import type { StepOrigin } from './step-origin.js';
import { scopeAt, scopePathOf, type Place } from './step-scope.js';
import { outputOf } from './step-values.js';

type AnyRun = (input: StepInput<unknown, keyof Capabilities>) => Promise<StepResult<unknown>> | StepResult<unknown>;
const defs: Readonly<Record<string, KindDef>> = nodeKinds;
const runs = nodeRuns as unknown as Readonly<Record<string, AnyRun>>;

/** Carries out one attempt of one step: resolves its configuration, runs its kind, and says what came of it. */
@Injectable()
export class StepExecutor {
  constructor(private readonly capabilities: CapabilityFactory) {}

  async execute(loaded: LoadedFlow, command: ExecuteStep, context: StepContext<RunState>): Promise<StepOutcome> {
    const node = loaded.nodes.get(command.node);
    const def = node && defs[node.kind];
    if (!node || !def)
      throw new AppError('STEP_CONFIG_INVALID', { detail: `There is no kind for step ${command.path}` });
    const place = placeOf(loaded, context);
    if (command.phase === 'collect') return this.collect(node, place, context);
    const config = configOf(def, node, place);
    const origin = originOf(node, context);
    const use = this.capabilities.forStep(def.needs, origin);
    const result = await runs[node.kind]!(stepInput(loaded, node, config, context, use.capabilities));
    return outcomeOf(def, result, use.write());
  }

  /** The output of a map: `result` of each item, evaluated inside it, else the output of its end nodes. */
  private collect(node: WorkflowNode, place: Place, context: StepContext<RunState>): StepOutcome {
    const { flow } = place.loaded;
    // One object for all items, because what it names is looked up once for each object.
    const ends = endNodesOf(flow, node.id);
    const wanted = 'result' in node.config ? { result: node.config['result'] } : undefined;
    const output = itemsOf(flow, context.state as RunState, context.path).map(({ status, error, path: scopePath }) => {
      if (status === 'failed')
        return {
          error: { code: error?.code ?? 'INTERNAL', message: error?.message ?? 'failed', step: error?.path },
        };
      const inside: Place = { ...place, scopePath };
      delete inside.path;
      return wanted ? (resolved(wanted, inside) as { result: unknown }).result : endsOf(flow, inside, ends);
    });
    return { kind: 'succeeded', output };
  }
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
  const late = def.lateFields ?? [];
  const parsed = def.config.safeParse(resolved(node.config, place, late));
  if (parsed.success) return parsed.data;
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

/** @throws EXPRESSION_FAILED naming the field */
function resolved(config: Record<string, unknown>, place: Place, except: readonly string[] = []): unknown {
  try {
    return resolve(config, scopeAt(place, config), { except });
  } catch (cause) {
    if (!(cause instanceof ExpressionError)) throw cause;
    const path = pathText(['config', ...cause.path]);
    throw new AppError(
      'EXPRESSION_FAILED',
      { detail: `${path}: ${cause.message}`, issues: [{ path, message: cause.message }] },
      { cause },
    );
  }
}

/** Ids of the nodes that no edge leaves, in the body of `owner`, or at the root. */
export const endNodesOf = (flow: Flow, owner?: string): string[] =>
  [...flow.byId.values()].flatMap((node) =>
    node.outbound.length === 0 && node.scope.owner?.id === owner ? [node.id] : [],
  );

/** Output of the end nodes as they stand in one scope: of the one, or of several by id. */
export function endsOf(
  flow: Flow,
  { values, scopePath }: Pick<Place, 'values' | 'scopePath'>,
  ends: string[],
): unknown {
  const at = (id: string) => outputOf(flow, values, scopePath === '' ? id : `${scopePath}/${id}`);
  if (ends.length === 1) return at(ends[0]!);
  return Object.fromEntries(ends.map((id) => [id, at(id)] as const).filter(([, output]) => output !== null));
}

const originOf = (node: WorkflowNode, context: StepContext<RunState>): StepOrigin => {
  const { workflowId, workflowName, startedBy } = context.input as RunInput;
  return {
    companyId: context.companyId,
    runId: context.runId,
    workflowId,
    workflowName,
    startedBy: startedBy.userId,
    path: context.path,
    stepName: node.name ?? node.id,
    key: context.key,
    attempt: context.attempt,
    at: context.at,
    signal: context.signal,
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
    key: context.key,
    attempt: context.attempt,
    path: context.path,
    input,
    node: { id: node.id, ...(node.name === undefined ? {} : { name: node.name }) },
    run: { id: context.runId, companyId: context.companyId, workflowId, workflowName, startedBy: startedBy.name },
    signal: context.signal,
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
  const { output, port, items, concurrency, onItemError, stop, message, usage, warnings } = result;
  const checked = def.role === 'scope' ? output : checkedOutput(def, output);
  const meta: StepMeta = {
    ...(usage ? { usage: { ...usage, tokens: usage.inputTokens + usage.outputTokens } } : {}),
    ...(warnings && warnings.length > 0 ? { warnings } : {}),
  };
  const event = Object.fromEntries(
    Object.entries({ port, items, concurrency, onItemError, stop, message }).filter(([, value]) => value !== undefined),
  );
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
