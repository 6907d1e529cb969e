/** The life of one step: entered, made ready, ended; and what its end means for the edges that leave it. */
import type { FlowEdge, FlowNode } from './flow.js';
import { enqueue, leavePlace, needPlace } from './places.js';
import type { StepError, StepPath } from './protocol.js';
import { pathIn, type ScopeState, type StepState } from './state.js';
import type { Turn } from './turn.js';
import { clearTimers } from './timers.js';

/** All fields at once, so that steps keep one shape while they change; JSON leaves out those without a value. */
export const newStep = (at: number): StepState => ({
  mode: 'ready',
  attempt: 1,
  generation: 1,
  base: 0,
  phase: 'run',
  readyAt: at,
  startedAt: undefined,
  attemptAt: undefined,
  endedAt: undefined,
  started: undefined,
  port: undefined,
  error: undefined,
  wait: undefined,
  grant: undefined,
  timers: undefined,
  busy: undefined,
});

/** The node's join is fulfilled. A trigger has nothing to do: what it brought is the run's input. */
export function enter(turn: Turn, scope: ScopeState, node: FlowNode): void {
  if (scope.steps[node.local] || scope.outcome) return;
  const step = newStep(turn.at);
  scope.steps[node.local] = step;
  if (node.role === 'trigger') {
    step.startedAt = turn.at;
    endStep(turn, scope, node, step, 'succeeded', node.ports[0]);
    return;
  }
  needPlace(turn, scope, step);
  enqueue(turn.state, scope, node);
}

/** Nothing leads here any more; its outbound edges are dead as well. */
export function skip(turn: Turn, scope: ScopeState, node: FlowNode): void {
  const step = newStep(turn.at);
  scope.steps[node.local] = step;
  endStep(turn, scope, node, step, 'skipped');
}

/** Makes a further attempt ready: a retry, a repeat (which raises the generation), or the collect phase of a scope. */
export function again(
  turn: Turn,
  scope: ScopeState,
  node: FlowNode,
  step: StepState,
  change: Partial<Pick<StepState, 'generation' | 'phase'>> = {},
): void {
  if (Object.keys(change).length > 0) step.base = step.attempt;
  Object.assign(step, change);
  step.attempt++;
  step.mode = 'ready';
  step.readyAt = turn.at;
  step.started = undefined;
  step.wait = undefined;
  needPlace(turn, scope, step);
  enqueue(turn.state, scope, node);
}

/** Ends a step that nothing can continue, and lets its outbound edges follow: those of `port` are taken, all others are dead. */
export function endStep(
  turn: Turn,
  scope: ScopeState,
  node: FlowNode,
  step: StepState,
  mode: 'succeeded' | 'failed' | 'skipped',
  port?: string,
  error?: StepError & { path?: StepPath },
): void {
  stopStep(turn, scope, node, step, mode);
  if (port !== undefined) step.port = port;
  step.error = error;
  turn.jobs.push({ do: 'leave', scope, node, port });
  if (scope.left === 0) turn.jobs.push({ do: 'close', scope, outcome: 'succeeded' });
}

/** Takes a step out of everything that counts it. */
export function stopStep(
  turn: Turn,
  scope: ScopeState,
  node: FlowNode,
  step: StepState,
  mode: 'succeeded' | 'failed' | 'skipped' | 'cancelled',
): void {
  pauseStep(turn, scope, node, step);
  step.mode = mode;
  step.endedAt = turn.at;
  step.attemptAt = undefined;
  step.started = undefined;
  leavePlace(turn, scope, step);
  scope.left--;
}

/** The step leaves the queue or its executor, for whatever reason. Its timers are off. */
export function pauseStep(turn: Turn, scope: ScopeState, node: FlowNode, step: StepState): void {
  if (step.mode === 'running') turn.state.running--;
  if (step.mode === 'ready' && scope.place === 'active' && step.busy) turn.state.ready--;
  clearTimers(turn, pathIn(scope, node), step);
}

/** Settles the edges that leave a node which has ended. */
export function leave(turn: Turn, scope: ScopeState, node: FlowNode, port: string | undefined): void {
  if (scope.outcome) return;
  for (const edge of node.outbound) settle(turn, scope, edge, edge.port === port);
}

function settle(turn: Turn, scope: ScopeState, { to }: FlowEdge, isTaken: boolean): void {
  scope.pending[to.local]! -= 1;
  if (isTaken) scope.taken[to.local]! += 1;
  join(turn, scope, to);
}

/** Enters a node whose join is fulfilled, and skips one whose join can no longer be. */
export function join(turn: Turn, scope: ScopeState, to: FlowNode): void {
  if (scope.steps[to.local]) return;
  const pending = scope.pending[to.local]!;
  const taken = scope.taken[to.local]!;
  const need = to.join.mode === 'any' ? 1 : to.join.n;
  const isAll = to.join.mode === 'all';
  if (isAll ? pending === 0 && taken > 0 : taken >= need) enter(turn, scope, to);
  else if (isAll ? pending === 0 : taken + pending < need) skip(turn, scope, to);
}
