/**
 * Trying again what failed. A run that failed is opened once more: the step whose failure ended it gets a new key, and the scopes
 * around it go on as if it had never failed. What the failure cancelled goes on too: waits for time and signals as they stood, waits
 * for people, replies and called runs from the start (whoever was asked has been told that nobody waits), effects in doubt as
 * unknown, and everything else with another attempt under its old key, because its effect may have happened.
 */
import type { Flow, FlowNode, FlowScope } from './flow.js';
import { needPlace } from './places.js';
import type { StepPath } from './protocol.js';
import { itemPath, locate, pathIn, type RunState, type ScopeState, type StepState } from './state.js';
import { again, enter, join } from './steps.js';
import { clearTimers, longestWait, setTimer } from './timers.js';
import type { Turn } from './turn.js';
import { eachStep } from './view.js';
import { isCall, setEnds } from './waits.js';

/** Which steps a retry tries again, or why it may not be. */
export type Retryable = { paths: StepPath[] } | { refused: string };

/** What `run.retryRequested` would do now. */
export function retryable(flow: Flow, state: RunState, path?: StepPath): Retryable {
  if (state.status === 'running') return backingOff(flow, state, path);
  if (state.status !== 'failed') return { refused: `The run is ${state.status}, and only a failed run can be retried` };
  const failed = culprits(state, state.scopes[''], flow.root);
  const paths = failed.filter((at) => path === undefined || isWithin(at, path));
  if (paths.length > 0) return { paths };
  if (path !== undefined && failed.length > 0)
    return { refused: `Step ${path} did not fail the run; ${failed.join(', ')} did` };
  if (path === undefined && state.error?.code === 'RUN_TIMED_OUT') return { paths: [] };
  return { refused: 'No step failed: the workflow ended itself. Rerun it instead' };
}

function backingOff(flow: Flow, state: RunState, path?: StepPath): Retryable {
  const paths: StepPath[] = [];
  for (const { path: at, step } of eachStep(flow, state))
    if (step?.mode === 'backoff' && (path === undefined || isWithin(at, path))) paths.push(at);
  if (paths.length > 0) return { paths };
  return {
    refused: `The run goes on, and ${path === undefined ? 'no step' : `step ${path} does not wait`} for another attempt`,
  };
}

const isWithin = (at: StepPath, path: StepPath): boolean =>
  at === path || at.startsWith(`${path}[`) || at.startsWith(`${path}/`);

/** The steps whose failure nothing handled: not the scopes that failed with them. */
function culprits(state: RunState, scope: ScopeState | undefined, layout: FlowScope): StepPath[] {
  return layout.nodes.flatMap((node) => {
    const step = scope?.steps[node.local];
    if (!scope || step?.mode !== 'failed' || node.onError !== 'fail') return [];
    const item = failedItem(state, scope, node, step);
    return item && node.body ? culprits(state, item, node.body) : [pathIn(scope, node)];
  });
}

/** The item whose failure failed the scope step, if that is why it failed. */
function failedItem(state: RunState, scope: ScopeState, node: FlowNode, step: StepState): ScopeState | undefined {
  if (!step.items || step.phase !== 'run' || step.items.onItemError !== 'fail') return undefined;
  for (let item = 0; item < step.items.next; item++) {
    const inner = state.scopes[itemPath(pathIn(scope, node), item)];
    if (inner?.outcome === 'failed') return inner;
  }
  return undefined;
}

export function retry(turn: Turn, path?: StepPath): void {
  const { flow, state } = turn;
  const found = retryable(flow, state, path);
  if ('refused' in found) return;
  if (state.status === 'failed') return reopen(turn);
  for (const at of found.paths) {
    const { scope, node } = locate(flow, state, at)!;
    const step = scope.steps[node.local]!;
    clearTimers(turn, at, step);
    again(turn, scope, node, step);
  }
}

function reopen(turn: Turn): void {
  const { flow, state } = turn;
  state.status = 'running';
  state.paused = false;
  state.endedAt = undefined;
  state.error = undefined;
  state.timeoutAt = turn.at + flow.timeoutMs;
  turn.commands.push({ type: 'startTimer', path: '', timer: 'run', attempt: 1, at: state.timeoutAt });
  const root = state.scopes['']!;
  root.place = 'active';
  revive(turn, root, flow.root);
}

/** Opens a scope that the end of the run closed. Its `place` is set. */
export function revive(turn: Turn, scope: ScopeState, layout: FlowScope): void {
  scope.outcome = undefined;
  scope.error = undefined;
  scope.held = undefined;
  scope.busy = 0;
  const steps = layout.nodes.map((node) => ({ node, step: scope.steps[node.local] }));
  const ending = steps.filter(({ node, step }) => step && !goesOn(node, step));
  recount(scope, layout, ending as { node: FlowNode; step: StepState }[]);
  for (const { step } of steps) if (step) step.busy = undefined;
  for (const { node, step } of steps) if (step && goesOn(node, step)) takeUp(turn, scope, node, step);
  for (const node of layout.nodes) {
    if (scope.steps[node.local]) continue;
    // At once, so that items ask for their places in their order.
    if (node.inbound.length === 0) enter(turn, scope, node);
    else join(turn, scope, node);
  }
  if (scope.left === 0) turn.jobs.push({ do: 'close', scope, outcome: 'succeeded' });
}

const goesOn = (node: FlowNode, step: StepState): boolean =>
  step.endedAt === undefined || step.mode === 'cancelled' || (step.mode === 'failed' && node.onError === 'fail');

/** What the edges and the scope count, from the steps that have ended. */
function recount(scope: ScopeState, layout: FlowScope, ended: { node: FlowNode; step: StepState }[]): void {
  scope.pending = layout.inboundCounts.slice();
  scope.taken = layout.nodes.map(() => 0);
  scope.left = layout.nodes.length - ended.length;
  for (const { node, step } of ended)
    for (const { to, port } of node.outbound) {
      scope.pending[to.local]! -= 1;
      if (step.port === port && step.mode !== 'skipped') scope.taken[to.local]! += 1;
    }
}

function takeUp(turn: Turn, scope: ScopeState, node: FlowNode, step: StepState): void {
  const { mode, wait } = step;
  const isOpen = step.items !== undefined && step.phase === 'run';
  const wasOpen = isOpen && (mode !== 'failed' || failedItem(turn.state, scope, node, step) !== undefined);
  step.endedAt = undefined;
  step.error = undefined;
  step.port = undefined;
  if (wasOpen) return reviveItems(turn, scope, node, step);
  if (mode === 'failed' && step.phase === 'run') step.items = undefined;
  if (mode === 'failed') return again(turn, scope, node, step, { generation: step.generation + 1 });
  if (step.doubt) return doubtAgain(turn, scope, node, step);
  if (wait && !isCall(wait) && !wait.answer) return waitOn(turn, scope, node, step);
  again(turn, scope, node, step, { generation: step.generation + (wait ? 1 : 0) });
}

/** The wait was for time or a signal: it stands as it stood, its times included. */
function waitOn(turn: Turn, scope: ScopeState, node: FlowNode, step: StepState): void {
  const wait = step.wait!;
  step.mode = 'waiting';
  if (!node.yieldsPlace) needPlace(turn, scope, step);
  setEnds(turn, scope, node, step, wait);
  if (wait.signal !== undefined)
    turn.commands.push({ type: 'awaitSignal', path: pathIn(scope, node), name: wait.signal });
}

/** Nobody repeats it blindly: a person says what became of it, asked under a new key. */
function doubtAgain(turn: Turn, scope: ScopeState, node: FlowNode, step: StepState): void {
  step.doubt = undefined;
  step.wait = undefined;
  step.mode = 'unknown';
  step.attempt++;
  step.generation++;
  setTimer(turn, pathIn(scope, node), step, 'deadline', longestWait(turn.at));
}

/** Items that had come to their end stay as they are; the others ask for a place again. */
export function reviveItems(turn: Turn, scope: ScopeState, node: FlowNode, step: StepState): void {
  const items = step.items!;
  step.mode = 'open';
  const open: ScopeState[] = [];
  for (let item = 0; item < items.next; item++) {
    const inner = turn.state.scopes[itemPath(pathIn(scope, node), item)]!;
    if (inner.outcome !== 'succeeded' && (inner.outcome !== 'failed' || items.onItemError === 'fail')) open.push(inner);
  }
  Object.assign(items, { active: 0, wanting: 0, parked: open.length, done: items.next - open.length });
  items.resume = [];
  items.overflow = [];
  for (const inner of open) inner.place = 'parked';
  for (const inner of open) revive(turn, inner, node.body!);
  if (items.done === items.count && open.length === 0)
    again(turn, scope, node, step, { phase: node.repeats ? 'check' : 'collect' });
  else turn.jobs.push({ do: 'grant', scope, node });
}
