import { inspectTemplate, type Scope } from '#libs/expressions';
import { caughtError, type FlowScope, type RunState } from '#libs/engine';
import type { LoadedFlow } from './flows.js';
import type { RunInput } from './run.entity.js';
import { metaOf, outputOf, type Values } from './step-values.js';

/** Where an expression stands: inside `scopePath` (empty for the root, else `orders[3]`) of a run. */
export interface Place {
  loaded: LoadedFlow;
  values: Values;
  runId: string;
  runInput: RunInput;
  /** Epoch ms of the event that made the step ready. */
  at: number;
  scopePath: string;
  /** The step itself, for `error.*`; absent when a map collects. */
  path?: string;
  /** Between two iterations of a loop: how many there were, and what the last one gave. */
  round?: { count: number; result: unknown };
}

/** `orders[3]/lines[0]/fetch` → `orders[3]/lines[0]`. */
export const scopePathOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

/** Everything an expression may read, for one step. Values are fetched when they are read. */
export function scopeAt(place: Place, config: unknown): Scope {
  const { runInput, at, scopePath, path } = place;
  // Getters in literals, here and below: defined one by one they cost more than all the rest of a pure step.
  const scope: Record<string, unknown> = {
    input: runInput.input ?? null,
    trigger: runInput.trigger,
    steps: stepsAt(place, config),
    run: runAt(place),
    get now() {
      return new Date(at).toISOString();
    },
  };
  if ((scopePath !== '' || place.round) && (reads(config, 'item') || reads(config, 'index'))) setItem(scope, place);
  if (path !== undefined && reads(config, 'error')) scope['error'] = caught(place.loaded, place.values, path);
  return scope;
}

/** `run.id`, and in `run.callbacks` the address of each wait for another system, as seen from the place. */
function runAt(place: Place): Record<string, unknown> {
  const { runId, loaded } = place;
  const { callbackUrl } = loaded;
  if (!callbackUrl) return { id: runId };
  return {
    id: runId,
    get callbacks() {
      return lazily({}, callbacksAt(place, callbackUrl));
    },
  };
}

function callbacksAt(place: Place, callbackUrl: NonNullable<LoadedFlow['callbackUrl']>): Record<string, () => string> {
  const waits = place.loaded.definition.nodes.filter(
    ({ kind, config }) => kind === 'flow.wait' && 'callback' in config,
  );
  return Object.fromEntries(
    waits.flatMap(({ id }) => {
      const path = pathSeen(place, id);
      return path === undefined ? [] : [[id, () => callbackUrl({ runId: place.runId, path })]];
    }),
  );
}

const caught = (loaded: LoadedFlow, values: Values, path: string) => {
  const error = caughtError(loaded.flow, values.state as RunState, path);
  return error && { code: error.code, message: error.message, ...(error.cause && { cause: error.cause }) };
};

/** `item` and `index` of the innermost map or loop around the place. In a loop `item` is what the iteration before gave. */
function setItem(scope: Record<string, unknown>, { loaded, values, scopePath, round }: Place): void {
  if (round) {
    scope['item'] = round.result;
    scope['index'] = round.count;
    return;
  }
  const bracket = scopePath.lastIndexOf('[');
  const owner = scopePath.slice(0, bracket);
  const index = Number(scopePath.slice(bracket + 1, -1));
  const isLoop = loaded.flow.byId.get(owner.slice(owner.lastIndexOf('/') + 1))?.repeats;
  const output = values.output(owner) as unknown[] | { result: unknown } | undefined;
  const item = isLoop
    ? (output as { result: unknown } | undefined)?.result
    : (output as unknown[] | undefined)?.[index];
  scope['item'] = item ?? null;
  scope['index'] = index;
}

/** The steps that a configuration names, each seen from the place: its own scope first, then the ones around it. */
function stepsAt(place: Place, config: unknown): Record<string, unknown> {
  const { loaded, values } = place;
  const steps: Record<string, unknown> = {};
  for (const id of readingsOf(config).steps ?? loaded.flow.byId.keys()) {
    const path = pathSeen(place, id);
    if (path === undefined) continue;
    steps[id] = {
      get output() {
        return outputOf(loaded.flow, values, path);
      },
      get meta() {
        return metaOf(values, path);
      },
    };
  }
  return steps;
}

/** Path of a node as seen from the place, or undefined when it stands in another scope. */
export function pathSeen(
  { loaded, scopePath }: { loaded: Pick<LoadedFlow, 'flow'>; scopePath: string },
  id: string,
): string | undefined {
  const node = loaded.flow.byId.get(id);
  if (!node) return undefined;
  if (scopePath === '') return node.scope.owner ? undefined : id;
  const depth = depthOf(node.scope);
  const around = scopePath.split('/');
  if (depth > around.length) return undefined;
  return [...around.slice(0, depth), id].join('/');
}

function depthOf(scope: FlowScope): number {
  let depth = 0;
  for (let owner = scope.owner; owner; owner = owner.scope.owner) depth++;
  return depth;
}

/** What the texts of a configuration read. */
interface Readings {
  /** Ids of the steps that they name; null when one names a step by a computed key. */
  steps: ReadonlySet<string> | null;
  roots: ReadonlySet<string>;
}

const nothing: Readings = { steps: new Set(), roots: new Set() };
const known = new WeakMap<object, Readings>();

function readingsOf(config: unknown): Readings {
  if (typeof config === 'string') return collect(config);
  if (typeof config !== 'object' || config === null) return nothing;
  let readings = known.get(config);
  if (!readings) known.set(config, (readings = collect(config)));
  return readings;
}

const reads = (config: unknown, root: string): boolean => readingsOf(config).roots.has(root);

function collect(config: unknown): Readings {
  const ids = new Set<string>();
  const roots = new Set<string>();
  let dynamic = false;
  const visit = (value: unknown): void => {
    if (typeof value === 'string' && value.includes('{{')) {
      for (const { references } of inspectTemplate(value).expressions) {
        dynamic ||= references.hasDynamicStep;
        for (const { id } of references.steps) ids.add(id);
        for (const root of references.roots) roots.add(root);
        // `steps` as a whole, handed to a function.
        if (references.roots.includes('steps') && references.steps.length === 0) dynamic = true;
      }
    } else if (typeof value === 'object' && value !== null) Object.values(value).forEach(visit);
  };
  visit(config);
  return { steps: dynamic ? null : ids, roots };
}

function lazily<T extends Record<string, unknown>>(target: T, getters: Record<string, () => unknown>): T {
  for (const [name, get] of Object.entries(getters)) Object.defineProperty(target, name, { enumerable: true, get });
  return target;
}
