/** Scopes: opening the items of a map, ending an item, ending the run. */
import { limits } from '#libs/workflow';
import type { FlowNode, FlowScope } from './flow.js';
import type { StepError, StepPath, StepVerdict } from './protocol.js';
import { itemPath, newScope, ownerOf, pathIn, type ItemsState, type ScopeState, type StepState } from './state.js';
import { parkOverflow } from './places.js';
import { again, endStep, stopStep } from './steps.js';
import { clearTimers } from './timers.js';
import type { Turn } from './turn.js';

type Failure = StepError & { path?: StepPath };

/** Lays out the root. Of several triggers only the one that fired is taken. */
export function openRoot(turn: Turn, trigger?: string): void {
  const { flow, state } = turn;
  const root = newScope(flow.root, '', -1);
  state.scopes[''] = root;
  const triggers = flow.root.entries.filter((node) => node.role === 'trigger');
  const fired = triggers.find((node) => node.id === trigger) ?? triggers[0];
  for (const node of flow.root.entries) {
    if (node.role === 'trigger' && node !== fired) skipEntry(turn, root, node);
    else turn.jobs.push({ do: 'enter', scope: root, node });
  }
  if (root.left === 0) turn.jobs.push({ do: 'close', scope: root, outcome: 'succeeded' });
}

function skipEntry(turn: Turn, root: ScopeState, node: FlowNode): void {
  const step: StepState = { mode: 'skipped', attempt: 1, generation: 1, base: 0, phase: 'run', readyAt: turn.at };
  root.steps[node.local] = step;
  endStep(turn, root, node, step, 'skipped');
}

/** The map knows how many items it has: they are opened as places allow. A loop opens its first, if there is to be one. */
export function openItems(turn: Turn, scope: ScopeState, node: FlowNode, step: StepState, verdict: StepVerdict): void {
  const count = verdict.items ?? 0;
  const most = node.repeats ? limits.loopIterations : limits.mapItems;
  if (count > most) {
    const what = node.repeats ? 'iterations; a loop makes' : 'items; a map takes';
    return refuse(turn, scope, node, `${count} ${what} at most ${most}`);
  }
  step.items = {
    count: node.repeats ? 0 : count,
    ...(node.repeats && { limit: count }),
    concurrency: node.repeats ? 1 : Math.max(1, verdict.concurrency ?? node.concurrency ?? turn.flow.maxParallel),
    onItemError: verdict.onItemError ?? node.onItemError,
    next: 0,
    active: 0,
    parked: 0,
    wanting: 0,
    done: 0,
    resume: [],
    overflow: [],
  };
  if (node.repeats) return nextIteration(turn, scope, node, step, verdict);
  turn.state.running--;
  step.mode = 'open';
  clearTimers(turn, pathIn(scope, node), step);
  if (count === 0) again(turn, scope, node, step, { phase: 'collect' });
  else turn.jobs.push({ do: 'grant', scope, node });
}

/** The loop has been asked whether another iteration follows: it is opened, or the loop ends. Its bound is an error, not an end. */
export function nextIteration(
  turn: Turn,
  scope: ScopeState,
  node: FlowNode,
  step: StepState,
  { more, port }: StepVerdict,
): void {
  const { items } = step;
  if (!more || !items) return endStep(turn, scope, node, step, 'succeeded', port ?? node.ports[0]);
  const most = items.limit ?? 0;
  if (items.count >= most)
    return refuse(turn, scope, node, `The loop has reached maxIterations (${most}) and its condition asks for more`);
  turn.state.running--;
  step.mode = 'open';
  step.phase = 'run';
  items.count++;
  clearTimers(turn, pathIn(scope, node), step);
  turn.jobs.push({ do: 'grant', scope, node });
}

function refuse(turn: Turn, scope: ScopeState, node: FlowNode, message: string): void {
  turn.jobs.push({ do: 'fail', scope, node, error: { code: 'LIMIT_EXCEEDED', message, retry: 'never' } });
}

/** A scope has ended, by itself or because a step in it said so. */
export function closeScope(turn: Turn, scope: ScopeState, outcome: 'succeeded' | 'failed', error?: Failure): void {
  if (scope.outcome) return;
  if (scope.item < 0) return finishRun(turn, outcome, error);
  const owner = ownerOf(turn.flow, turn.state, scope);
  if (!owner?.step.items || !owner.node.body) return;
  cancelSteps(turn, scope, owner.node.body);
  seal(scope, outcome, error);
  const { items } = owner.step;
  items[scope.place]--;
  items.done++;
  if (scope.place === 'parked') parkOverflow(turn, owner.scope, owner.node, items);
  if (outcome === 'failed' && items.onItemError === 'fail') {
    turn.jobs.push({ do: 'fail', scope: owner.scope, node: owner.node, error: error ?? stopped() });
  } else if (items.done === items.count)
    again(turn, owner.scope, owner.node, owner.step, { phase: owner.node.repeats ? 'check' : 'collect' });
  else turn.jobs.push({ do: 'grant', scope: owner.scope, node: owner.node });
}

export const stopped = (message = 'The workflow stopped itself'): Failure => ({
  code: 'RUN_STOPPED',
  message,
  retry: 'never',
});

function seal(scope: ScopeState, outcome: 'succeeded' | 'failed' | 'cancelled', error?: Failure): void {
  scope.outcome = outcome;
  if (error) scope.error = error;
  scope.pending = [];
  scope.taken = [];
  scope.held = undefined;
}

/** Cancels whatever has not ended in the scope and in the scopes within. */
function cancelSteps(turn: Turn, scope: ScopeState, body: FlowScope): void {
  if (scope.left === 0) return;
  for (const node of body.nodes) {
    const step = scope.steps[node.local];
    if (!step) continue;
    if (step.items) cancelItems(turn, scope, node, step.items);
    cancelStep(turn, scope, node, step);
  }
}

function cancelStep(turn: Turn, scope: ScopeState, node: FlowNode, step: StepState): void {
  if (step.endedAt !== undefined) return;
  if (node.effect === 'effectful' && (step.mode === 'unknown' || (step.mode === 'running' && step.started)))
    step.doubt = true;
  const hasBegun = step.mode === 'running' || step.mode === 'waiting' || step.mode === 'unknown';
  stopStep(turn, scope, node, step, 'cancelled');
  if (hasBegun) turn.commands.push({ type: 'cancelStep', path: pathIn(scope, node) });
}

/** Cancels the items of a map that are still open. */
export function cancelItems(turn: Turn, scope: ScopeState, node: FlowNode, items: ItemsState): void {
  if (items.done === items.next || !node.body) return;
  const path = pathIn(scope, node);
  for (let item = 0; item < items.next; item++) {
    const inner = turn.state.scopes[itemPath(path, item)];
    if (!inner || inner.outcome) continue;
    cancelSteps(turn, inner, node.body);
    seal(inner, 'cancelled');
  }
}

/** The run is over. Steps that never began stay pending in memory and are shown as cancelled. Its timers end with it. */
export function finishRun(turn: Turn, status: 'succeeded' | 'failed' | 'cancelled', error?: Failure): void {
  const { state } = turn;
  const root = state.scopes[''];
  if (root) {
    cancelSteps(turn, root, turn.flow.root);
    seal(root, status, error);
  }
  state.status = status;
  state.endedAt = turn.at;
  if (error) state.error = error;
  state.timeoutAt = undefined;
  state.queue = [];
  state.queueHead = 0;
  state.running = 0;
  state.ready = 0;
  turn.jobs.length = 0;
  turn.idle.length = 0;
  turn.commands = turn.commands.filter((command) => command.type !== 'cancelTimer');
  turn.commands.push({ type: 'finishRun', status, ...(error && { error }) });
}
