/** Waiting steps: suspension, and the five things that end it (reply, answer, signal, time, expiry). */
import type { FlowNode } from './flow.js';
import type { Grant, StepError, Suspension, TimerName } from './protocol.js';
import { locate, pathIn, type ScopeState, type StepState } from './state.js';
import { leavePlace } from './places.js';
import { again, endStep, pauseStep } from './steps.js';
import { clearTimers, longestWait, setTimer } from './timers.js';
import type { Turn } from './turn.js';

/** What a run keeps of signals at most; those beyond are ignored. */
const signalLimits = { seen: 10_000, early: 1_000 };

/** The step lets go of its executor until something from outside ends the wait. */
export function suspend(turn: Turn, scope: ScopeState, node: FlowNode, step: StepState, wait: Suspension): void {
  pauseStep(turn, scope, node, step);
  step.mode = 'waiting';
  step.wait = wait;
  if (wait.until !== undefined && wait.until <= turn.at) return endWait(turn, scope, node, step, node.ports[0]);
  if (wait.signal !== undefined && takeEarly(turn, scope, node, step, wait.signal)) return;
  if (node.yieldsPlace && !isCall(wait)) leavePlace(turn, scope, step);
  setEnds(turn, scope, node, step, wait);
  if (wait.signal !== undefined) listen(turn, scope, node, step, wait.signal);
}

/** Another service or run works for the step: it keeps its place, and its own time-out counts. */
export const isCall = (wait: Suspension): boolean => wait.reply === true || wait.child !== undefined;

export function setEnds(turn: Turn, scope: ScopeState, node: FlowNode, step: StepState, wait: Suspension): void {
  const path = pathIn(scope, node);
  if (wait.until !== undefined) setTimer(turn, path, step, 'until', wait.until);
  if (wait.deadline !== undefined || wait.until === undefined)
    setTimer(turn, path, step, 'deadline', wait.deadline ?? longestWait(turn.at));
  for (const [timer, at] of Object.entries(wait.alarms ?? {})) setTimer(turn, path, step, timer as TimerName, at);
  if (isCall(wait) && node.timeoutMs !== undefined)
    setTimer(turn, path, step, 'timeout', (step.attemptAt ?? turn.at) + node.timeoutMs);
}

/** The wait is over and the step has succeeded. */
export function endWait(
  turn: Turn,
  scope: ScopeState,
  node: FlowNode,
  step: StepState,
  port: string | undefined,
): void {
  step.wait = undefined;
  endStep(turn, scope, node, step, 'succeeded', port ?? node.ports[0]);
}

/** People gave what the step lacked: another attempt under the same key. The one that asked was no failure, so it does not count. */
export function goOnWith(turn: Turn, scope: ScopeState, node: FlowNode, step: StepState, grant?: Grant): void {
  if (step.wait?.answer !== true) return;
  clearTimers(turn, pathIn(scope, node), step);
  if (grant !== undefined) step.grant = grant;
  step.base++;
  again(turn, scope, node, step);
}

const expired: StepError = { code: 'WAIT_EXPIRED', message: 'Nobody answered in time', retry: 'never' };

/** Nothing came in time: the `expired` port if an edge leaves it, else an error. */
export function expire(turn: Turn, scope: ScopeState, node: FlowNode, step: StepState): void {
  if (node.outbound.some((edge) => edge.port === 'expired')) endWait(turn, scope, node, step, 'expired');
  else turn.jobs.push({ do: 'fail', scope, node, error: expired });
}

const key = (name: string): string => `$${name}`;

function takeEarly(turn: Turn, scope: ScopeState, node: FlowNode, step: StepState, name: string): boolean {
  const { signals } = turn.state;
  const early = signals.early[key(name)];
  const signalId = early?.shift();
  if (signalId === undefined) return false;
  if (early?.length === 0) delete signals.early[key(name)];
  signals.earlyCount--;
  step.signalId = signalId;
  endWait(turn, scope, node, step, node.ports[0]);
  return true;
}

function listen(turn: Turn, scope: ScopeState, node: FlowNode, step: StepState, name: string): void {
  const path = pathIn(scope, node);
  (turn.state.signals.waiting[key(name)] ??= []).push([path, step.attempt]);
  turn.commands.push({ type: 'awaitSignal', path, name });
}

/** Gives a signal to the step that has waited for it longest, or keeps it for the first that will. Each id counts once. */
export function receiveSignal(turn: Turn, name: string, signalId: string): void {
  const { signals } = turn.state;
  if (signals.seen[key(signalId)] || signals.seenCount >= signalLimits.seen) return;
  signals.seen[key(signalId)] = 1;
  signals.seenCount++;
  const waiting = signals.waiting[key(name)] ?? [];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const [path, attempt] = next;
    const found = locate(turn.flow, turn.state, path);
    const step = found?.scope.steps[found.node.local];
    if (!found || found.scope.outcome || step?.mode !== 'waiting' || step.attempt !== attempt) continue;
    step.signalId = signalId;
    return endWait(turn, found.scope, found.node, step, found.node.ports[0]);
  }
  delete signals.waiting[key(name)];
  if (signals.earlyCount >= signalLimits.early) return;
  (signals.early[key(name)] ??= []).push(signalId);
  signals.earlyCount++;
}
