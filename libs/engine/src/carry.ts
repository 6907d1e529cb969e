/**
 * Running again from a step: which results another run may keep, and how a run begins with them. A step keeps its result unless it is
 * the one to run again or comes after it. The scopes around that step are opened once more: the other items of a map stay as they
 * ended, the later iterations of a loop never happened. What had failed, been cancelled or not been reached runs again too.
 */
import type { Flow, FlowNode, FlowScope } from './flow.js';
import type { CarriedScope, CarriedStep, StepPath } from './protocol.js';
import { revive } from './retry.js';
import {
  itemPath,
  locate,
  newScope,
  pathIn,
  type ItemsState,
  type RunState,
  type ScopeState,
  type StepState,
} from './state.js';
import { newStep } from './steps.js';
import type { Turn } from './turn.js';

export interface Carrying {
  /** For `run.started` of the new run. */
  scopes: CarriedScope[];
  /** Steps that keep their results. */
  kept: StepPath[];
  /** Maps and loops that go on with some of their items: the new run needs what their first phase gave (a loop: after `round` iterations). */
  open: { path: StepPath; round?: number }[];
}

/** What a run that begins at this step keeps of another one. Undefined when there is no such step there. */
export function carry(flow: Flow, state: RunState, from: StepPath): Carrying | undefined {
  const root = state.scopes[''];
  if (!root || !locate(flow, state, from)) return undefined;
  const carrying: Carrying = { scopes: [], kept: [], open: [] };
  keepOpen({ state, from, carrying }, root, flow.root);
  return carrying;
}

interface Plan {
  state: RunState;
  from: StepPath;
  carrying: Carrying;
}

/** A scope that goes on in the new run. */
function keepOpen(plan: Plan, scope: ScopeState, layout: FlowScope): void {
  const target = layout.nodes.find((node) => isAround(pathIn(scope, node), plan.from));
  const isFinal = target !== undefined && pathIn(scope, target) === plan.from;
  const dropped = target ? behind(target) : new Set<FlowNode>();
  // What fired has fired: beginning at a trigger is beginning behind it.
  if (target && isFinal && target.role !== 'trigger') dropped.add(target);
  const carried: CarriedScope = { path: scope.path, steps: {} };
  plan.carrying.scopes.push(carried);
  for (const node of layout.nodes) {
    const step = scope.steps[node.local];
    if (!step || dropped.has(node)) continue;
    const path = pathIn(scope, node);
    if ((node !== target || node.role === 'trigger') && hasEnded(node, step)) {
      carried.steps[node.id] = ended(step);
      plan.carrying.kept.push(path);
      keepItems(plan, path, node, step);
    } else if (node.body && step.items && (node === target || step.mode !== 'ready')) {
      carried.steps[node.id] = openAgain(plan, path, node, step.items);
    }
  }
}

const isAround = (path: StepPath, from: StepPath): boolean => from === path || from.startsWith(`${path}[`);

/** All that comes after a node in its scope. */
function behind(node: FlowNode): Set<FlowNode> {
  const found = new Set<FlowNode>();
  const open = [node];
  for (let next = open.pop(); next; next = open.pop())
    for (const { to } of next.outbound)
      if (!found.has(to)) {
        found.add(to);
        open.push(to);
      }
  return found;
}

const hasEnded = (node: FlowNode, { mode }: StepState): boolean =>
  mode === 'succeeded' || mode === 'skipped' || (mode === 'failed' && node.onError !== 'fail');

const ended = ({ mode, attempt, port, error, items }: StepState): CarriedStep => ({
  mode: mode as 'succeeded',
  attempt,
  ...(port !== undefined && { port }),
  ...(error && { error }),
  ...(items && { items: bounds(items, items.next) }),
});

/** The scopes within a step that has ended, as they are: nothing reads them, but people see them. */
function keepItems(plan: Plan, path: StepPath, node: FlowNode, step: StepState): void {
  for (let item = 0; item < (step.items?.next ?? 0); item++)
    keepClosed(plan, plan.state.scopes[itemPath(path, item)], node.body);
}

/** A scope that has ended for good. */
function keepClosed(plan: Plan, scope: ScopeState | undefined, layout: FlowScope | undefined): void {
  if (!scope || !layout) return;
  const carried: CarriedScope = {
    path: scope.path,
    outcome: scope.outcome ?? 'cancelled',
    ...(scope.error && { error: scope.error }),
    steps: {},
  };
  plan.carrying.scopes.push(carried);
  for (const node of layout.nodes) {
    const step = scope.steps[node.local];
    if (!step) continue;
    carried.steps[node.id] = ended(step);
    if (step.mode === 'succeeded') plan.carrying.kept.push(pathIn(scope, node));
    keepItems(plan, pathIn(scope, node), node, step);
  }
}

function openAgain(plan: Plan, path: StepPath, node: FlowNode, items: ItemsState): CarriedStep {
  const reached = Array.from({ length: items.next }, (_, item) => itemPath(path, item));
  // What comes after the iteration that is made again follows from it.
  const again = node.repeats ? reached.findIndex((at) => plan.from.startsWith(`${at}/`)) : -1;
  const next = again < 0 ? items.next : again + 1;
  for (const at of reached.slice(0, next)) {
    const inner = plan.state.scopes[at]!;
    const isDone = inner.outcome === 'succeeded' || (inner.outcome === 'failed' && items.onItemError === 'collect');
    if (isDone && !plan.from.startsWith(`${at}/`)) keepClosed(plan, inner, node.body);
    else keepOpen(plan, inner, node.body!);
  }
  const isLastOpen = plan.carrying.scopes.some(
    (one) => one.path === itemPath(path, next - 1) && one.outcome === undefined,
  );
  plan.carrying.open.push({ path, ...(node.repeats && { round: isLastOpen ? next - 1 : next }) });
  return { mode: 'open', attempt: 1, items: bounds(items, next, node.repeats ? next : items.count) };
}

const bounds = ({ count, limit, concurrency, onItemError }: ItemsState, next: number, of = count) => ({
  count: of,
  ...(limit !== undefined && { limit }),
  concurrency,
  onItemError,
  next,
});

/** Lays out the scopes as they were carried over, and goes on from there. */
export function restore(turn: Turn, carried: readonly CarriedScope[]): void {
  const { flow, state } = turn;
  for (const one of carried) {
    const layout = layoutOf(flow, one.path);
    if (!layout) continue;
    const scope = newScope(layout, one.path, layout.owner ? itemOf(one.path) : -1);
    state.scopes[one.path] = scope;
    if (one.outcome) scope.outcome = one.outcome;
    if (one.error) scope.error = one.error;
    for (const node of layout.nodes) {
      const step = Object.hasOwn(one.steps, node.id) ? one.steps[node.id] : undefined;
      if (step) scope.steps[node.local] = restored(turn.at, step);
    }
    if (one.outcome) Object.assign(scope, { left: 0, pending: [], taken: [] });
  }
  const root = (state.scopes[''] ??= newScope(flow.root, '', -1));
  revive(turn, root, flow.root);
}

function layoutOf(flow: Flow, path: string): FlowScope | undefined {
  if (path === '') return flow.root;
  const owner = path.slice(path.lastIndexOf('/') + 1, path.lastIndexOf('['));
  return flow.byId.get(owner)?.body;
}

const itemOf = (path: string): number => Number(path.slice(path.lastIndexOf('[') + 1, -1));

function restored(at: number, { mode, attempt, port, error, items }: CarriedStep): StepState {
  return {
    ...newStep(at),
    mode,
    attempt,
    ...(mode !== 'open' && { endedAt: at, kept: true }),
    ...(port !== undefined && { port }),
    ...(error && { error }),
    ...(items && { items: { ...items, active: 0, parked: 0, wanting: 0, done: items.next, resume: [], overflow: [] } }),
  };
}
