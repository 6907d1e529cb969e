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
  const { runInput, at, scopePath } = place;
  const scope: Record<string, unknown> = {
    input: runInput.input ?? null,
    trigger: runInput.trigger,
    steps: stepsAt(place, config),
    run: runAt(place),
    now: new Date(at).toISOString(),
  };
  if (scopePath !== '' || place.round) lazily(scope, itemAt(place));
  if (place.path !== undefined) {
    const { loaded, values, path } = place;
    Object.defineProperty(scope, 'error', { enumerable: true, get: () => caught(loaded, values, path) });
  }
  return scope;
}

/** `run.id`, and in `run.callbacks` the address of each wait for another system, as seen from the place. */
function runAt(place: Place): Record<string, unknown> {
  const { runId, loaded } = place;
  const { callbackUrl } = loaded;
  if (!callbackUrl) return { id: runId };
  return lazily({ id: runId }, { callbacks: () => lazily({}, callbacksAt(place, callbackUrl)) });
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
function itemAt({ loaded, values, scopePath, round }: Place): Record<string, () => unknown> {
  if (round) return { item: () => round.result, index: () => round.count };
  const bracket = scopePath.lastIndexOf('[');
  const owner = scopePath.slice(0, bracket);
  const index = Number(scopePath.slice(bracket + 1, -1));
  const isLoop = loaded.flow.byId.get(owner.slice(owner.lastIndexOf('/') + 1))?.repeats;
  return {
    item: () => {
      const output = values.output(owner) as unknown[] | { result: unknown } | undefined;
      return (
        (isLoop ? (output as { result: unknown } | undefined)?.result : (output as unknown[] | undefined)?.[index]) ??
        null
      );
    },
    index: () => index,
  };
}

/** The steps that a configuration names, each seen from the place: its own scope first, then the ones around it. */
function stepsAt(place: Place, config: unknown): Record<string, unknown> {
  const { loaded, values } = place;
  const steps: Record<string, unknown> = {};
  for (const id of referencedSteps(config) ?? loaded.flow.byId.keys()) {
    const path = pathSeen(place, id);
    if (path === undefined) continue;
    lazily(steps, {
      [id]: () => lazily({}, { output: () => outputOf(loaded.flow, values, path), meta: () => metaOf(values, path) }),
    });
  }
  return steps;
}

/** Path of a node as seen from the place, or undefined when it stands in another scope. */
function pathSeen({ loaded, scopePath }: Place, id: string): string | undefined {
  const node = loaded.flow.byId.get(id);
  if (!node) return undefined;
  const depth = depthOf(node.scope);
  const around = scopePath === '' ? [] : scopePath.split('/');
  if (depth > around.length) return undefined;
  return [...around.slice(0, depth), id].join('/');
}

function depthOf(scope: FlowScope): number {
  let depth = 0;
  for (let owner = scope.owner; owner; owner = owner.scope.owner) depth++;
  return depth;
}

const referenced = new WeakMap<object, ReadonlySet<string> | null>();

/** Ids of the steps that the texts of a configuration name; null when one names a step by a computed key. */
function referencedSteps(config: unknown): ReadonlySet<string> | null {
  if (typeof config === 'string') return collect(config);
  if (typeof config !== 'object' || config === null) return new Set();
  let known = referenced.get(config);
  if (known === undefined) referenced.set(config, (known = collect(config)));
  return known;
}

function collect(config: unknown): ReadonlySet<string> | null {
  const ids = new Set<string>();
  let dynamic = false;
  const visit = (value: unknown): void => {
    if (typeof value === 'string' && value.includes('{{')) {
      for (const { references } of inspectTemplate(value).expressions) {
        dynamic ||= references.hasDynamicStep;
        for (const { id } of references.steps) ids.add(id);
        // `steps` as a whole, handed to a function.
        if (references.roots.includes('steps') && references.steps.length === 0) dynamic = true;
      }
    } else if (typeof value === 'object' && value !== null) Object.values(value).forEach(visit);
  };
  visit(config);
  return dynamic ? null : ids;
}

function lazily<T extends Record<string, unknown>>(target: T, getters: Record<string, () => unknown>): T {
  for (const [name, get] of Object.entries(getters)) Object.defineProperty(target, name, { enumerable: true, get });
  return target;
}
