/** Attempts: dispatch from the queue, failure, back-off, and what an uncertain effect becomes. */
import type { FlowNode } from './flow.js';
import type { ExecuteStep, StepError, StepPath } from './protocol.js';
import { locate, pathIn, type RunState, type ScopeState, type StepState } from './state.js';
import { again, endStep, pauseStep, stopStep } from './steps.js';
import { leavePlace, needPlace } from './places.js';
import { longestWait, setTimer } from './timers.js';
import type { Turn } from './turn.js';

const longestPauseMs = 86_400_000;

/** Starts queued steps while the run has places for them and nobody paused it. */
export function dispatch(turn: Turn): void {
  const { flow, state } = turn;
  while (!state.paused && state.ready > 0 && state.running < flow.maxParallel && state.queueHead < state.queue.length) {
    const path = state.queue[state.queueHead++]!;
    const found = locate(flow, state, path);
    const step = found?.scope.steps[found.node.local];
    if (!found || step?.mode !== 'ready' || found.scope.outcome) continue;
    step.mode = 'running';
    step.attemptAt = turn.at;
    step.startedAt ??= turn.at;
    state.ready--;
    state.running++;
    turn.commands.push(executeStep(found.node, path, step));
  }
  compactQueue(state);
}

function compactQueue(state: RunState): void {
  if (state.queueHead < 256 && state.queueHead < state.queue.length) return;
  state.queue = state.queue.slice(state.queueHead);
  state.queueHead = 0;
}

export const executeStep = (node: FlowNode, path: StepPath, step: StepState): ExecuteStep => ({
  type: 'executeStep',
  path,
  node: node.id,
  attempt: step.attempt,
  generation: step.generation,
  effect: node.effect,
  ...(node.timeoutMs !== undefined && { timeoutMs: node.timeoutMs }),
  phase: step.phase,
  readyAt: step.readyAt,
  ...(step.grant !== undefined && { grant: step.grant }),
});

const leavesDoubt = (error: StepError): boolean =>
  error.uncertain === true || error.code === 'STEP_TIMED_OUT' || error.code === 'STEP_CRASHED';

/** An attempt failed: it becomes unknown, is retried after a pause, or fails the step for good. */
export function failAttempt(turn: Turn, scope: ScopeState, node: FlowNode, step: StepState, error: StepError): void {
  if (node.effect === 'effectful' && leavesDoubt(error)) {
    doubt(turn, scope, node, step, error);
    return;
  }
  const tried = step.attempt - step.base;
  if (error.retry === 'never' || tried >= node.retry.maxAttempts || node.retry.neverOn.includes(error.code)) {
    turn.jobs.push({ do: 'fail', scope, node, error });
    return;
  }
  pauseStep(turn, scope, node, step);
  step.error = error;
  step.mode = 'backoff';
  step.wait = undefined;
  needPlace(turn, scope, step);
  const pause = backoffMs(turn.state, pathIn(scope, node), step, node, error);
  if (pause === 0) again(turn, scope, node, step);
  else setTimer(turn, pathIn(scope, node), step, 'retry', turn.at + pause);
}

/** The effect may have happened or not: the run waits until a person says. */
export function doubt(turn: Turn, scope: ScopeState, node: FlowNode, step: StepState, error?: StepError): void {
  pauseStep(turn, scope, node, step);
  step.mode = 'unknown';
  step.wait = undefined;
  if (error) step.error = error;
  leavePlace(turn, scope, step);
  setTimer(turn, pathIn(scope, node), step, 'deadline', longestWait(turn.at));
}

/** Milliseconds until the next attempt: growing, bounded, and spread by the path so that items do not all come back at once. */
function backoffMs(state: RunState, path: StepPath, step: StepState, { retry }: FlowNode, error: StepError): number {
  const tried = step.attempt - step.base;
  const pause = Math.min(retry.maxMs, retry.initialMs * retry.factor ** (tried - 1));
  const spread = pause * (1 + retry.jitter * (2 * share(`${state.startedAt}:${path}:${step.attempt}`) - 1));
  const asked = error.retry === 'after' ? Math.max(0, error.retryAfterMs ?? 0) : 0;
  return Math.round(Math.min(longestPauseMs, Math.max(asked, spread)));
}

/** A number in [0, 1) that depends on the text alone (FNV-1a). */
function share(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0) / 2 ** 32;
}

/** The step has failed for good: its `onError` decides who follows, or the scope around it ends. */
export function failStep(
  turn: Turn,
  scope: ScopeState,
  node: FlowNode,
  step: StepState,
  error: StepError & { path?: StepPath },
): void {
  if (node.onError !== 'fail')
    return endStep(turn, scope, node, step, 'failed', node.onError === 'branch' ? 'error' : node.ports[0], error);
  stopStep(turn, scope, node, step, 'failed');
  step.wait = undefined;
  step.error = error;
  turn.jobs.push({ do: 'close', scope, outcome: 'failed', error: { path: pathIn(scope, node), ...error } });
}
