import { doubt, dispatch, failAttempt, failStep } from './attempts.js';
import type { Flow, FlowNode } from './flow.js';
import { grant, park } from './places.js';
import type { FlowCommand, FlowEvent } from './protocol.js';
import { restore } from './carry.js';
import { retry } from './retry.js';
import { cancelItems, closeScope, finishRun, nextIteration, openItems, openRoot, stopped } from './scopes.js';
import { isOver, locate, type RunState, type ScopeState, type StepState } from './state.js';
import { again, endStep, enter, leave } from './steps.js';
import { clearTimers } from './timers.js';
import type { Job, Turn } from './turn.js';
import { endWait, expire, goOnWith, receiveSignal, suspend } from './waits.js';

/**
 * What follows from an event. Deterministic; reads no clock and no random. An event that is stale, repeated, for a step that is not
 * there or for a run that is over changes nothing and asks for nothing.
 *
 * The state handed in is used up: it is changed in place and returned, so that an event costs what it touches and not what the run
 * holds. Whoever may need to go back keeps the events, or a JSON copy.
 */
export function decide(flow: Flow, state: RunState, event: FlowEvent): { state: RunState; commands: FlowCommand[] } {
  const turn: Turn = { flow, state, at: event.at, commands: [], jobs: [], idle: [] };
  if (isOver(state) && event.type !== 'run.retryRequested') return { state, commands: turn.commands };
  (handlers[event.type] as Handler<FlowEvent>)(turn, event);
  settleAll(turn);
  if (!isOver(state)) dispatch(turn);
  return { state, commands: turn.commands };
}

type Handler<E> = (turn: Turn, event: E) => void;
type EventOf<T extends FlowEvent['type']> = Extract<FlowEvent, { type: T }>;

const handlers: { [T in FlowEvent['type']]: Handler<EventOf<T>> } = {
  'run.started': startRun,
  'step.started': (turn, event) => {
    const found = current(turn, event, ['running']);
    if (found) found.step.started = true;
  },
  'step.succeeded': succeed,
  'step.failed': (turn, event) => {
    const found = current(turn, event, ['running', 'waiting', 'unknown']);
    if (found) failAttempt(turn, found.scope, found.node, found.step, event.error);
  },
  'step.suspended': (turn, event) => {
    const found = current(turn, event, ['running']);
    if (found) suspend(turn, found.scope, found.node, found.step, event.wait);
  },
  'step.unknown': (turn, event) => {
    const found = current(turn, event, ['running']);
    if (found) doubt(turn, found.scope, found.node, found.step);
  },
  'step.settled': settleUnknown,
  'step.resolved': (turn, event) => {
    // A reply may overtake the commit of the suspension it answers.
    const found = current(turn, event, ['running', 'waiting', 'unknown']);
    if (found) endWait(turn, found.scope, found.node, found.step, event.port);
  },
  'step.granted': (turn, event) => {
    const found = current(turn, event, ['waiting']);
    if (found) goOnWith(turn, found.scope, found.node, found.step, event.grant);
  },
  'step.noted': () => undefined,
  'step.kept': () => undefined,
  'timer.fired': fireTimer,
  'signal.received': (turn, event) => receiveSignal(turn, event.name, event.signalId),
  'run.cancelRequested': (turn, event) => {
    if (event.reason !== undefined) turn.state.cancelReason = event.reason;
    finishRun(turn, 'cancelled');
  },
  'run.retryRequested': (turn, event) => retry(turn, event.path),
  'run.pauseRequested': (turn) => {
    turn.state.paused = true;
  },
  'run.resumeRequested': (turn) => {
    turn.state.paused = false;
  },
};

function startRun(turn: Turn, event: EventOf<'run.started'>): void {
  const { state, flow } = turn;
  if (state.status !== 'queued') return;
  state.status = 'running';
  state.startedAt = event.at;
  state.timeoutAt = event.at + flow.timeoutMs;
  turn.commands.push({ type: 'startTimer', path: '', timer: 'run', attempt: 1, at: state.timeoutAt });
  if (event.carried) restore(turn, event.carried);
  else openRoot(turn, event.trigger);
}

function succeed(turn: Turn, event: EventOf<'step.succeeded'>): void {
  const found = current(turn, event, ['running', 'waiting', 'unknown']);
  if (!found) return;
  const { scope, node, step } = found;
  if (step.mode === 'running' && node.body && step.phase !== 'collect') {
    if (step.phase === 'run') return openItems(turn, scope, node, step, event);
    return nextIteration(turn, scope, node, step, event);
  }
  const stop = event.stop ?? (node.endsScope ? 'succeeded' : undefined);
  if (stop)
    turn.jobs.push({ do: 'close', scope, outcome: stop, ...(stop === 'failed' && { error: stopped(event.message) }) });
  endWait(turn, scope, node, step, event.port);
}

function settleUnknown(turn: Turn, event: EventOf<'step.settled'>): void {
  const found = locate(turn.flow, turn.state, event.path);
  const step = found?.scope.steps[found.node.local];
  if (!found || step?.mode !== 'unknown' || (event.generation !== undefined && event.generation !== step.generation))
    return;
  const { scope, node } = found;
  if (event.decision === 'happened') endStep(turn, scope, node, step, 'succeeded', event.port ?? node.ports[0]);
  else if (event.decision === 'fail') turn.jobs.push({ do: 'fail', scope, node, error: neverKnown });
  else {
    clearTimers(turn, event.path, step);
    again(turn, scope, node, step, { generation: step.generation + 1 });
  }
}

const neverKnown = {
  code: 'STEP_UNKNOWN',
  message: 'It is unknown whether this step took effect',
  retry: 'never',
} as const;

function fireTimer(turn: Turn, event: EventOf<'timer.fired'>): void {
  if (event.path === '') {
    if (event.timer === 'run' && turn.state.timeoutAt !== undefined) {
      finishRun(turn, 'failed', {
        code: 'RUN_TIMED_OUT',
        message: 'The run took longer than its limit',
        retry: 'never',
      });
    }
    return;
  }
  const found = current(turn, event, ['backoff', 'waiting', 'unknown']);
  const timer = event.timer as keyof NonNullable<StepState['timers']>;
  if (!found?.step.timers || !Object.hasOwn(found.step.timers, timer)) return;
  const { scope, node, step } = found;
  delete found.step.timers[timer];
  if (timer === 'remind' || timer === 'escalate') return;
  if (timer === 'retry') again(turn, scope, node, step);
  else if (timer === 'until') endWait(turn, scope, node, step, node.ports[0]);
  else if (timer === 'timeout')
    failAttempt(turn, scope, node, step, {
      code: 'STEP_TIMED_OUT',
      message: 'The step took longer than its limit',
      retry: 'soon',
    });
  else if (step.mode === 'unknown') turn.jobs.push({ do: 'fail', scope, node, error: neverKnown });
  else expire(turn, scope, node, step);
}

/** The step of an event, unless the event is stale. */
function current(
  turn: Turn,
  event: { path: string; attempt?: number; generation?: number },
  modes: StepState['mode'][],
): { scope: ScopeState; node: FlowNode; step: StepState } | undefined {
  const found = locate(turn.flow, turn.state, event.path);
  const step = found?.scope.steps[found.node.local];
  if (!found || !step || found.scope.outcome || !modes.includes(step.mode)) return undefined;
  // Without either the event names no attempt, and is about none.
  if (event.attempt !== undefined ? event.attempt !== step.attempt : event.generation === undefined) return undefined;
  if (event.generation !== undefined && event.generation !== step.generation) return undefined;
  return { scope: found.scope, node: found.node, step };
}

/** Carries out all that follows, then parks the items in which nothing goes on, which lets others begin. */
function settleAll(turn: Turn): void {
  for (let next = 0; next < turn.jobs.length || turn.idle.length > 0;) {
    const job = turn.jobs[next];
    if (job) {
      next++;
      carryOut(turn, job);
    } else {
      turn.jobs.length = next = 0;
      park(turn, turn.idle.shift()!);
    }
  }
}

function carryOut(turn: Turn, job: Job): void {
  switch (job.do) {
    case 'enter':
      return enter(turn, job.scope, job.node);
    case 'leave':
      return leave(turn, job.scope, job.node, job.port);
    case 'close':
      return closeScope(turn, job.scope, job.outcome, job.error);
    case 'grant':
      return grant(turn, job.scope, job.node);
    case 'fail': {
      const step = job.scope.steps[job.node.local];
      if (!step || step.endedAt !== undefined || job.scope.outcome) return;
      if (step.items) cancelItems(turn, job.scope, job.node, step.items);
      return failStep(turn, job.scope, job.node, step, job.error);
    }
  }
}
