/** The whole loop in one place, because each of its rules refers to the others; what it commands is in task-commands.ts. */
import { misfitOf } from './misfits.js';
import { repetitionOf } from './repetition.js';
import { askModel, askPeople, makeCall, outstandingOf, timer } from './task-commands.js';
import { callPath, placeOf, questionPath, turnPath, type Place } from './task-paths.js';
import type {
  AskedCall,
  CallState,
  EventOf,
  QuestionKind,
  QuestionState,
  TaskCommand,
  TaskError,
  TaskEvent,
  TaskLimits,
  TaskState,
  TurnState,
} from './task-protocol.js';

/** Attempts of one turn or one call before its error counts. */
const maxAttempts = 3;
const firstPauseMs = 1000;
/** Between attempts to put a question to people: those go on until its deadline. */
const longestPauseMs = 60_000;

/** A call, and where it is. */
interface Found {
  turn: TurnState;
  number: number;
  index: number;
  call: CallState;
}

/**
 * The agent loop as a pure decider: model turn → its tool calls, all at once → next turn, until a turn asks for none. A failed call
 * goes back to the model; a failed turn or a limit ends the task. What needs people waits for them, and that time does not count.
 */
export class TaskDecider {
  readonly version = 2;

  constructor(private readonly limits: TaskLimits) {}

  initial(): TaskState {
    return { status: 'waiting', turns: [], tokens: 0, costMicros: 0 };
  }

  status(state: TaskState) {
    if (state.status !== 'running') return state.status;
    if (isBusy(state)) return 'running' as const;
    return state.paused ? ('paused' as const) : ('waiting' as const);
  }

  decide(state: TaskState, event: TaskEvent): { state: TaskState; commands: TaskCommand[] } {
    if (state.status !== 'running' && event.type !== 'run.started') return { state, commands: [] };
    const commands = this.react(state, event);
    return { state, commands: [...commands, ...this.clock(state, event.at)] };
  }

  outstanding(state: TaskState): TaskCommand[] {
    return outstandingOf(state);
  }

  private react(state: TaskState, event: TaskEvent): TaskCommand[] {
    switch (event.type) {
      case 'run.started':
        return this.start(state);
      case 'step.succeeded':
        return this.succeeded(state, event);
      case 'step.suspended':
        return this.suspended(state, event);
      case 'step.resolved':
        return this.resolved(state, event);
      case 'step.granted':
        return this.granted(state, event);
      case 'step.settled':
        return this.settled(state, event);
      case 'step.failed':
        return this.failed(state, event);
      case 'step.unknown':
        return this.unknown(state, event);
      case 'timer.fired':
        return this.timerFired(state, event);
      case 'run.pauseRequested':
        state.paused = true;
        return [];
      case 'run.resumeRequested':
        return this.resume(state);
      case 'run.cancelRequested':
        return this.end(state, 'cancelled');
      case 'step.started':
        return [];
    }
  }

  private start(state: TaskState): TaskCommand[] {
    if (state.status !== 'waiting') return [];
    state.status = 'running';
    state.leftMs = this.limits.maxMs;
    return this.nextTurn(state);
  }

  /** Time passes while something is done, not while people are waited for or the task is paused. */
  private clock(state: TaskState, at: number): TaskCommand[] {
    if (state.status !== 'running') return [];
    const runs = isBusy(state) || isPending(state);
    if (runs && state.deadlineAt === undefined) {
      state.deadlineAt = at + (state.leftMs ?? this.limits.maxMs);
      delete state.leftMs;
      return [timer('', 'deadline', 1, state.deadlineAt)];
    }
    if (runs || state.deadlineAt === undefined) return [];
    state.leftMs = Math.max(0, state.deadlineAt - at);
    delete state.deadlineAt;
    return [{ type: 'cancelTimer', path: '', timer: 'deadline' }];
  }

  private nextTurn(state: TaskState): TaskCommand[] {
    const { maxTurns } = this.limits;
    if (state.turns.length >= maxTurns)
      return this.end(state, 'failed', limitError('turns', `The task needs more than its ${maxTurns} turns`));
    const turn: TurnState = { attempt: 1, status: state.paused ? 'held' : 'running', calls: [] };
    state.turns.push(turn);
    return state.paused ? [] : [askModel(state.turns.length, turn)];
  }

  /** What it has spent may be above what it may spend. */
  private overspent(state: TaskState): TaskError | undefined {
    const { maxTokens, maxCostMicros } = this.limits;
    if (state.tokens >= maxTokens)
      return limitError('tokens', `The task used ${state.tokens} of its ${maxTokens} tokens`);
    if (state.costMicros > maxCostMicros)
      return limitError('cost', `The task cost ${state.costMicros}, more than its ${maxCostMicros} micro-dollars`);
    return undefined;
  }

  private succeeded(state: TaskState, event: EventOf<'step.succeeded'>): TaskCommand[] {
    const place = placeOf(event.path);
    if (place.call !== undefined) {
      const found = place.question === undefined ? callAt(state, place) : undefined;
      if (found?.call.status !== 'running' || found.call.attempt !== event.attempt) return [];
      return this.done(state, found, event);
    }
    const turn = turnAt(state, place);
    if (turn?.status !== 'running' || turn.attempt !== event.attempt) return [];
    turn.status = 'done';
    if (event.outside) turn.outside = true;
    spend(state, event);
    turn.calls = (event.calls ?? []).map(asked);
    if (turn.calls.length === 0) return this.end(state, 'succeeded');
    // What cannot be used any more is not done either.
    const overspent = this.overspent(state);
    if (overspent) return this.end(state, 'failed', overspent);
    const commands = turn.calls.flatMap((call, index) =>
      call.status === 'failed' ? [] : this.begin(state, { turn, number: place.turn, index, call }),
    );
    return turn.calls.every(({ status }) => status === 'failed') ? this.afterCalls(state, turn) : commands;
  }

  /** Makes a call, or asks people first. */
  private begin(state: TaskState, found: Found): TaskCommand[] {
    const { call, number, index } = found;
    if (state.paused) {
      call.status = 'held';
      return [];
    }
    if (call.ask && call.decision === undefined) return this.ask(state, found, 'approval');
    call.status = 'running';
    delete call.retryAt;
    return [makeCall(number, index, call)];
  }

  private ask(_state: TaskState, { call, number, index }: Found, kind: QuestionKind): TaskCommand[] {
    call.status = 'asked';
    call.question = { kind, attempt: 1, status: 'running' };
    return [askPeople(number, index, call, call.question)];
  }

  private done(
    state: TaskState,
    { call, turn, number, index }: Found,
    event: Pick<EventOf<'step.succeeded'>, 'result' | 'moved' | 'outside'> & Spending,
  ): TaskCommand[] {
    call.status = 'done';
    if (event.result !== undefined) call.result = event.result;
    if (event.moved) call.moved = true;
    if (event.outside !== undefined) call.outside = event.outside;
    if (call.handsOff) state.answeredBy = callPath(number, index);
    spend(state, event);
    return this.afterCalls(state, turn);
  }

  private suspended(state: TaskState, { path, attempt, wait }: EventOf<'step.suspended'>): TaskCommand[] {
    const place = placeOf(path);
    const turn = turnAt(state, place);
    if (place.call === undefined) {
      if (turn?.status !== 'running' || turn.attempt !== attempt) return [];
      turn.status = 'waiting';
      return this.until(turn, path, attempt, wait.deadline);
    }
    const found = callAt(state, place);
    if (!found) return [];
    if (place.question === undefined) {
      if (found.call.status !== 'running' || found.call.attempt !== attempt) return [];
      found.call.status = 'waiting';
      if (wait.child !== undefined) found.call.child = wait.child;
      return [];
    }
    const question = openQuestion(found.call, place.question);
    if (question?.status !== 'running' || question.attempt !== attempt) return [];
    question.status = 'waiting';
    return this.until(question, path, attempt, wait.deadline);
  }

  private until(
    waiting: { deadline?: number },
    path: string,
    attempt: number,
    deadline: number | undefined,
  ): TaskCommand[] {
    if (deadline === undefined) return [];
    waiting.deadline = deadline;
    return [timer(path, 'expire', attempt, deadline)];
  }

  /** People decided on a call, or the agent that was asked has answered. */
  private resolved(state: TaskState, event: EventOf<'step.resolved'>): TaskCommand[] {
    const place = placeOf(event.path);
    const found = callAt(state, place);
    if (!found) return [];
    if (place.question === undefined)
      // The answer may come before the wait for it is written down.
      return found.call.status === 'waiting' || found.call.status === 'running' ? this.done(state, found, event) : [];
    if (!openQuestion(found.call, 'approval')) return [];
    const commands = this.closeQuestion(found);
    if (event.port === 'approved') {
      found.call.decision = 'approved';
      return [...commands, ...this.begin(state, found)];
    }
    found.call.decision = 'rejected';
    return [...commands, ...this.refuse(state, found, 'TOOL_DENIED', 'A person was asked and did not allow this call')];
  }

  private refuse(state: TaskState, { call, turn }: Found, code: string, message: string): TaskCommand[] {
    Object.assign(call, { status: 'failed', error: { code, message, retry: 'never' } satisfies TaskError });
    return this.afterCalls(state, turn);
  }

  private closeQuestion({ call, number, index }: Found): TaskCommand[] {
    const { question } = call;
    delete call.question;
    return question ? [{ type: 'cancelTimer', path: questionPath(number, index, question.kind), timer: 'expire' }] : [];
  }

  /** An attempt that asked does not count: the budget was in its way. */
  private granted(state: TaskState, { path, attempt, grant }: EventOf<'step.granted'>): TaskCommand[] {
    const { turn: number } = placeOf(path);
    const turn = turnAt(state, { turn: number });
    if (!turn || turn.attempt !== attempt || (turn.status !== 'waiting' && turn.status !== 'running')) return [];
    turn.attempt += 1;
    turn.grants = (turn.grants ?? 0) + 1;
    turn.grant = grant;
    delete turn.deadline;
    turn.status = state.paused ? 'held' : 'running';
    const stop: TaskCommand = { type: 'cancelTimer', path, timer: 'expire' };
    return state.paused ? [stop] : [stop, askModel(number, turn)];
  }

  private settled(state: TaskState, { path, decision, generation }: EventOf<'step.settled'>): TaskCommand[] {
    const found = callAt(state, placeOf(path));
    if (!found || !openQuestion(found.call, 'outcome') || (found.call.generation ?? 1) !== generation) return [];
    const commands = this.closeQuestion(found);
    if (decision === 'fail') return this.end(state, 'failed', unclear(found.call.tool));
    if (decision === 'happened') {
      found.call.settled = true;
      return [...commands, ...this.done(state, found, {})];
    }
    // For the receiver it is another request.
    found.call.generation = generation + 1;
    found.call.attempt += 1;
    return [...commands, ...this.begin(state, found)];
  }

  private failed(state: TaskState, event: EventOf<'step.failed'>): TaskCommand[] {
    const place = placeOf(event.path);
    const turn = turnAt(state, place);
    if (place.call === undefined) return turn ? this.turnFailed(state, turn, event) : [];
    const found = callAt(state, place);
    if (!found) return [];
    return place.question === undefined
      ? this.callFailed(state, found, event)
      : this.questionFailed(state, found, place.question, event);
  }

  private turnFailed(state: TaskState, turn: TurnState, event: EventOf<'step.failed'>): TaskCommand[] {
    if ((turn.status !== 'running' && turn.status !== 'waiting') || turn.attempt !== event.attempt) return [];
    return this.again(turn, event) ?? this.end(state, 'failed', event.error);
  }

  private callFailed(state: TaskState, { call, turn }: Found, event: EventOf<'step.failed'>): TaskCommand[] {
    const { error, attempt } = event;
    const isOfChild = attempt === undefined;
    if (call.status !== 'running' && !(isOfChild && call.status === 'waiting')) return [];
    if (!isOfChild && call.attempt !== attempt) return [];
    spend(state, event);
    if (event.outside) call.outside = true;
    // Nothing effectful is repeated blindly: its failure goes back to the model as it is.
    if (call.effect !== 'effectful' && !isOfChild) {
      const retry = this.again(call, event);
      if (retry) return retry;
    }
    Object.assign(call, { status: 'failed', error });
    return this.afterCalls(state, turn);
  }

  /** @returns undefined when it has been tried often enough */
  private again(step: TurnState | CallState, { at, path, error }: EventOf<'step.failed'>): TaskCommand[] | undefined {
    const tries = (step.tries ?? 0) + 1;
    if (error.retry === 'never' || tries >= maxAttempts) return undefined;
    step.status = 'backoff';
    step.tries = tries;
    step.attempt += 1;
    step.retryAt = at + Math.max(error.retryAfterMs ?? 0, firstPauseMs * 2 ** (tries - 1));
    return [timer(path, 'retry', step.attempt, step.retryAt)];
  }

  private questionFailed(
    state: TaskState,
    found: Found,
    kind: QuestionKind,
    { at, path, attempt, error }: EventOf<'step.failed'>,
  ): TaskCommand[] {
    const question = openQuestion(found.call, kind);
    if (question?.status !== 'running' || question.attempt !== attempt) return [];
    if (error.retry !== 'never') {
      const pause = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(question.attempt - 1, 10));
      question.status = 'backoff';
      question.attempt += 1;
      question.retryAt = at + Math.max(error.retryAfterMs ?? 0, pause);
      return [timer(path, 'retry', question.attempt, question.retryAt)];
    }
    delete found.call.question;
    if (kind === 'outcome') return this.end(state, 'failed', unclear(found.call.tool));
    return this.refuse(state, found, error.code, `Nobody could be asked about this call: ${error.message}`);
  }

  /** Nobody knows whether it took effect, and nothing is repeated blindly: people say what became of it. */
  private unknown(state: TaskState, event: EventOf<'step.unknown'>): TaskCommand[] {
    const found = callAt(state, placeOf(event.path));
    if (found?.call.status !== 'running' || found.call.attempt !== event.attempt) return [];
    return this.ask(state, found, 'outcome');
  }

  private afterCalls(state: TaskState, turn: TurnState): TaskCommand[] {
    if (turn.calls.some(({ status }) => status !== 'done' && status !== 'failed')) return [];
    if (state.answeredBy !== undefined) return this.end(state, 'succeeded');
    const overspent = this.overspent(state);
    if (overspent) return this.end(state, 'failed', overspent);
    const misfit = misfitOf(state, turn);
    if (misfit) return this.end(state, 'failed', misfit);
    const repetition = repetitionOf(state, turn);
    if (repetition?.error) return this.end(state, 'failed', repetition.error);
    const commands = this.nextTurn(state);
    if (repetition?.note !== undefined && state.status === 'running') state.turns.at(-1)!.note = repetition.note;
    return commands;
  }

  private timerFired(state: TaskState, { path, timer: name, attempt }: EventOf<'timer.fired'>): TaskCommand[] {
    if (name === 'deadline') {
      if (state.deadlineAt === undefined) return [];
      return this.end(state, 'failed', limitError('time', `The task took longer than its ${this.limits.maxMs} ms`));
    }
    const place = placeOf(path);
    const found = callAt(state, place);
    const turn = turnAt(state, place);
    if (name === 'expire') return this.expired(state, place, turn, found, attempt);
    if (place.call === undefined) {
      if (turn?.status !== 'backoff' || turn.attempt !== attempt) return [];
      turn.status = state.paused ? 'held' : 'running';
      delete turn.retryAt;
      return state.paused ? [] : [askModel(place.turn, turn)];
    }
    if (!found) return [];
    if (place.question === undefined)
      return found.call.status === 'backoff' && found.call.attempt === attempt ? this.begin(state, found) : [];
    const question = openQuestion(found.call, place.question);
    if (question?.status !== 'backoff' || question.attempt !== attempt) return [];
    question.status = 'running';
    delete question.retryAt;
    return [askPeople(found.number, found.index, found.call, question)];
  }

  /** Nobody answered in time. */
  private expired(
    state: TaskState,
    place: Place,
    turn: TurnState | undefined,
    found: Found | undefined,
    attempt: number,
  ): TaskCommand[] {
    if (place.call === undefined) {
      if (turn?.status !== 'waiting' || turn.attempt !== attempt) return [];
      const message = 'Nobody raised the budget in time';
      return this.end(state, 'failed', { code: 'WAIT_EXPIRED', message, retry: 'never' });
    }
    const question = found && place.question && openQuestion(found.call, place.question);
    if (!found || question?.status !== 'waiting' || question.attempt !== attempt) return [];
    if (question.kind === 'outcome') return this.end(state, 'failed', unclear(found.call.tool));
    delete found.call.question;
    found.call.decision = 'expired';
    const stop: TaskCommand = { type: 'cancelStep', path: questionPath(found.number, found.index, 'approval') };
    return [stop, ...this.refuse(state, found, 'WAIT_EXPIRED', 'People were asked about this call; nobody answered')];
  }

  private resume(state: TaskState): TaskCommand[] {
    if (!state.paused) return [];
    state.paused = false;
    const number = state.turns.length;
    const turn = state.turns.at(-1);
    if (!turn) return [];
    if (turn.status === 'held') {
      turn.status = 'running';
      return [askModel(number, turn)];
    }
    return turn.calls.flatMap((call, index) =>
      call.status === 'held' ? this.begin(state, { turn, number, index, call }) : [],
    );
  }

  private end(state: TaskState, status: 'succeeded' | 'failed' | 'cancelled', error?: TaskError): TaskCommand[] {
    const turn = state.turns.at(-1);
    const number = state.turns.length;
    const left: string[] = [];
    if (turn?.status === 'running' || turn?.status === 'waiting') left.push(turnPath(number));
    turn?.calls.forEach((call, index) => {
      if (call.status === 'running' || call.status === 'waiting') left.push(callPath(number, index));
      if (call.status === 'asked' && call.question) left.push(questionPath(number, index, call.question.kind));
    });
    state.status = status;
    if (error) state.error = error;
    return [
      ...left.map((path): TaskCommand => ({ type: 'cancelStep', path })),
      { type: 'cancelTimer', path: '', timer: 'deadline' },
      { type: 'finishRun', status, ...(error ? { error } : {}) },
    ];
  }
}

/** Only the last turn goes on. */
const turnAt = (state: TaskState, { turn }: Pick<Place, 'turn'>): TurnState | undefined =>
  turn === state.turns.length ? state.turns[turn - 1] : undefined;

function callAt(state: TaskState, place: Place): Found | undefined {
  const turn = turnAt(state, place);
  const call = place.call === undefined ? undefined : turn?.calls[place.call];
  return turn && call && { turn, number: place.turn, index: place.call!, call };
}

const openQuestion = ({ status, question }: CallState, kind: QuestionKind): QuestionState | undefined =>
  status === 'asked' && question?.kind === kind ? question : undefined;

/** Something is in execution. */
function isBusy({ turns }: TaskState): boolean {
  const turn = turns.at(-1);
  if (!turn) return false;
  return (
    turn.status === 'running' ||
    turn.calls.some(
      ({ status, question }) => status === 'running' || (status === 'asked' && question?.status === 'running'),
    )
  );
}

/** Something will go on without people: after a pause, or when another agent has answered. */
function isPending({ turns }: TaskState): boolean {
  const turn = turns.at(-1);
  return (
    turn?.status === 'backoff' ||
    (turn?.calls.some(({ status }) => status === 'backoff' || status === 'waiting') ?? false)
  );
}

type Spending = { tokens?: number; costMicros?: number };
function spend(state: TaskState, { tokens = 0, costMicros = 0 }: Spending): void {
  state.tokens += tokens;
  state.costMicros += costMicros;
}

const limitError = (limit: NonNullable<TaskError['limit']>, message: string): TaskError => ({
  code: 'AGENT_LIMIT_REACHED',
  message,
  retry: 'never',
  limit,
});

const unclear = (tool: string): TaskError => ({
  code: 'STEP_UNKNOWN',
  message: `It is unknown whether the call of ${tool} took effect`,
  retry: 'never',
});

const asked = ({ problem, ...call }: AskedCall): CallState =>
  problem === undefined ? { ...call, attempt: 1, status: 'held' } : { ...call, attempt: 1, status: 'failed', problem };
