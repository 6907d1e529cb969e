import type { Flow, FlowNode, FlowScope } from './flow.js';
import type { StepError, StepPath, StepStatus, Suspension } from './protocol.js';
import { itemPath, locate, pathIn, type RunState, type ScopeState, type StepMode, type StepState } from './state.js';

/** A step as people and programs see it. Times are epoch milliseconds. */
export interface StepView {
  path: StepPath;
  node: string;
  kind: string;
  status: StepStatus;
  /** 0 before the step is ready. */
  attempt: number;
  generation: number;
  port?: string;
  error?: StepError & { path?: StepPath };
  wait?: Suspension;
  /** When the next attempt is due, while it backs off. */
  retryAt?: number;
  /** The signal whose payload is the step's output. */
  signalId?: string;
  /** Of a map: how many items there are, and how many have ended; of a loop: iterations begun and ended. */
  items?: { count: number; done: number };
  /** Its result was carried over from another run. */
  kept?: true;
  readyAt?: number;
  startedAt?: number;
  endedAt?: number;
}

const statuses: Record<StepMode, StepStatus> = {
  ready: 'pending',
  running: 'running',
  backoff: 'waiting',
  waiting: 'waiting',
  open: 'running',
  unknown: 'unknown',
  succeeded: 'succeeded',
  failed: 'failed',
  skipped: 'skipped',
  cancelled: 'cancelled',
};

/** Every step of every scope that has been opened, the body of an item behind the map it belongs to. */
export function stepViews(flow: Flow, state: RunState): StepView[] {
  const views: StepView[] = [];
  for (const { scope, node, step } of eachStep(flow, state)) views.push(viewOf(scope, node, step));
  return views;
}

/** One step, or undefined while its scope has not been opened. */
export function stepView(flow: Flow, state: RunState, path: StepPath): StepView | undefined {
  const found = locate(flow, state, path);
  if (found) return viewOf(found.scope, found.node, found.scope.steps[found.node.local] ?? null);
  const node = state.scopes[''] ? undefined : flow.byId.get(path);
  return node && !node.scope.owner ? untouched(path, node, 'pending') : undefined;
}

function viewOf(scope: ScopeState, node: FlowNode, step: StepState | null): StepView {
  const path = pathIn(scope, node);
  if (!step) return untouched(path, node, scope.outcome ? 'cancelled' : 'pending');
  const { attempt, generation, port, error, wait, signalId, kept, readyAt, startedAt, endedAt, items } = step;
  return {
    path,
    node: node.id,
    kind: node.kind,
    status: statuses[step.mode],
    attempt,
    generation,
    port,
    error,
    wait,
    retryAt: step.timers?.retry,
    signalId,
    kept,
    items: items && { count: items.count, done: items.done },
    readyAt,
    startedAt,
    endedAt,
  };
}

const untouched = (path: StepPath, node: FlowNode, status: StepStatus): StepView => ({
  path,
  node: node.id,
  kind: node.kind,
  status,
  attempt: 0,
  generation: 1,
});

export interface LocatedStep {
  path: StepPath;
  scope: ScopeState;
  node: FlowNode;
  step: StepState | null;
}

/** Walks all opened scopes, depth first. */
export function* eachStep(flow: Flow, state: RunState): Generator<LocatedStep> {
  const root = state.scopes[''];
  if (root) yield* stepsOf(state, root, flow.root);
}

function* stepsOf(state: RunState, scope: ScopeState, layout: FlowScope): Generator<LocatedStep> {
  for (const node of layout.nodes) {
    const step = scope.steps[node.local] ?? null;
    const path = pathIn(scope, node);
    yield { path, scope, node, step };
    for (let item = 0; node.body && item < (step?.items?.next ?? 0); item++) {
      const inner = state.scopes[itemPath(path, item)];
      if (inner) yield* stepsOf(state, inner, node.body);
    }
  }
}

/** How an item of a map ended, or `running`. */
export interface ItemView {
  index: number;
  path: string;
  status: 'pending' | 'running' | 'succeeded' | 'failed' | 'cancelled';
  error?: StepError & { path?: StepPath };
}

/** All items of a map in order: what its collect phase makes the result from. Empty before it is open. */
export function itemsOf(flow: Flow, state: RunState, path: StepPath): ItemView[] {
  const found = locate(flow, state, path);
  const items = found?.scope.steps[found.node.local]?.items;
  return Array.from({ length: items?.count ?? 0 }, (_, index) => itemAt(state, path, index));
}

function itemAt(state: RunState, owner: StepPath, index: number): ItemView {
  const path = itemPath(owner, index);
  const scope = state.scopes[path];
  return {
    index,
    path,
    status: scope ? (scope.outcome ?? 'running') : 'pending',
    ...(scope?.error && { error: scope.error }),
  };
}

/** The iteration of a loop that ended last: what its next check looks at. Undefined before the first. */
export function lastItemOf(flow: Flow, state: RunState, path: StepPath): ItemView | undefined {
  const found = locate(flow, state, path);
  const items = found?.scope.steps[found.node.local]?.items;
  return items && items.done > 0 ? itemAt(state, path, items.done - 1) : undefined;
}

/** Paths of the steps whose edges into this one were taken, in the order of the edges: what a merge gives out. */
export function takenBranches(flow: Flow, state: RunState, path: StepPath): StepPath[] {
  const found = locate(flow, state, path);
  const from = found?.node.inbound
    .filter((edge) => found.scope.steps[edge.from.local]?.port === edge.port)
    .map((edge) => pathIn(found.scope, edge.from));
  return [...new Set(from ?? [])];
}

/** The error whose `error` port led here, by whatever way: what `error.code` and `error.message` read. The nearest one counts. */
export function caughtError(flow: Flow, state: RunState, path: StepPath): StepError | undefined {
  for (let at: string | undefined = path; at !== undefined; at = surrounding(at)) {
    const found = locate(flow, state, at);
    const error = found && caughtInScope(found.scope, found.node);
    if (error) return error;
  }
  return undefined;
}

function caughtInScope(scope: ScopeState, start: FlowNode): StepError | undefined {
  const seen = new Set([start]);
  const open = [start];
  for (let node = open.shift(); node; node = open.shift()) {
    for (const edge of node.inbound) {
      const step = scope.steps[edge.from.local];
      if (step?.port !== edge.port || seen.has(edge.from)) continue;
      if (step.mode === 'failed' && edge.port === 'error') return step.error;
      seen.add(edge.from);
      open.push(edge.from);
    }
  }
  return undefined;
}

const surrounding = (path: StepPath): StepPath | undefined => {
  const cut = path.lastIndexOf('/');
  return cut < 0 ? undefined : path.slice(0, path.lastIndexOf('[', cut));
};
