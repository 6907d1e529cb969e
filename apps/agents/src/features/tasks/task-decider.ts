import type {
  AskedCall,
  CallState,
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

export const turnPath = (turn: number): string => `turn${turn}`;
export const callPath = (turn: number, call: number): string => `turn${turn}/call${call}`;

/** `turn3/call0` → [3, 0]. */
export function placeOf(path: string): { turn: number; call?: number } {
  const [turn, call] = path.split('/');
  return { turn: Number(turn!.slice(4)), ...(call === undefined ? {} : { call: Number(call.slice(4)) }) };
}

/**
 * The agent loop as a pure decider: model turn → its tool calls, all at once → next turn, until a turn asks for none. A failed call
 * goes back to the model; a failed turn, a limit, or a call whose effect is unknown ends the task.
 */
export class TaskDecider {
  readonly version = 1;

  constructor(private readonly limits: TaskLimits) {}

  initial(): TaskState {
    return { status: 'waiting', turns: [], tokens: 0, costMicros: 0 };
  }

  status(state: TaskState) {
    if (state.status !== 'running') return state.status;
    const busy =
      state.turns.at(-1)?.status === 'running' || state.turns.at(-1)?.calls.some(({ status }) => status === 'running');
    return busy ? ('running' as const) : ('waiting' as const);
  }

  decide(state: TaskState, event: TaskEvent): { state: TaskState; commands: TaskCommand[] } {
    if (state.status !== 'running' && event.type !== 'run.started') return { state, commands: [] };
    return { state, commands: this.react(state, event) };
  }

  outstanding(state: TaskState): TaskCommand[] {
    if (state.status !== 'running') return [];
    const commands: TaskCommand[] = state.deadlineAt === undefined ? [] : [timer('', 'deadline', 1, state.deadlineAt)];
    const turn = state.turns.at(-1);
    if (!turn) return commands;
    const number = state.turns.length;
    if (turn.status === 'running') commands.push(ask(number, turn));
    if (turn.status === 'backoff') commands.push(timer(turnPath(number), 'retry', turn.attempt, turn.retryAt!));
    turn.calls.forEach((call, index) => {
      if (call.status === 'running') commands.push(make(number, index, call));
      if (call.status === 'backoff')
        commands.push(timer(callPath(number, index), 'retry', call.attempt, call.retryAt!));
    });
    return commands;
  }

  private react(state: TaskState, event: TaskEvent): TaskCommand[] {
    switch (event.type) {
      case 'run.started':
        return this.start(state, event.at);
      case 'step.succeeded':
        return this.succeeded(state, event);
      case 'step.failed':
        return this.failed(state, event);
      case 'step.unknown':
        return this.unknown(state, event);
      case 'timer.fired':
        return this.timerFired(state, event);
      case 'run.cancelRequested':
        return this.end(state, 'cancelled');
      case 'step.started':
        return [];
    }
  }

  private start(state: TaskState, at: number): TaskCommand[] {
    if (state.status !== 'waiting') return [];
    state.status = 'running';
    state.deadlineAt = at + this.limits.maxMs;
    return [timer('', 'deadline', 1, state.deadlineAt), ...this.nextTurn(state)];
  }

  private nextTurn(state: TaskState): TaskCommand[] {
    const exceeded = this.exceeded(state);
    if (exceeded) return this.end(state, 'failed', { code: 'AGENT_LIMIT_REACHED', message: exceeded, retry: 'never' });
    const turn: TurnState = { attempt: 1, status: 'running', calls: [] };
    state.turns.push(turn);
    return [ask(state.turns.length, turn)];
  }

  private exceeded(state: TaskState): string | undefined {
    const { maxTurns, maxTokens, maxCostMicros } = this.limits;
    if (state.turns.length >= maxTurns) return `The task needs more than its ${maxTurns} turns`;
    if (state.tokens >= maxTokens) return `The task used ${state.tokens} of its ${maxTokens} tokens`;
    if (state.costMicros > maxCostMicros) return `The task cost more than its ${maxCostMicros} micro-dollars`;
    return undefined;
  }

  private succeeded(state: TaskState, event: Extract<TaskEvent, { type: 'step.succeeded' }>): TaskCommand[] {
    const { turn: number, call: index } = placeOf(event.path);
    const turn = state.turns[number - 1];
    if (!turn || number !== state.turns.length) return [];
    if (index !== undefined) {
      const call = turn.calls[index];
      if (call?.status !== 'running' || call.attempt !== event.attempt) return [];
      call.status = 'done';
      return this.afterCall(state, turn);
    }
    if (turn.status !== 'running' || turn.attempt !== event.attempt) return [];
    turn.status = 'done';
    state.tokens += event.tokens ?? 0;
    state.costMicros += event.costMicros ?? 0;
    turn.calls = (event.calls ?? []).map(asked);
    if (turn.calls.length === 0) return this.end(state, 'succeeded');
    const made = turn.calls.flatMap((call, i) => (call.status === 'running' ? [make(number, i, call)] : []));
    return made.length > 0 ? made : this.nextTurn(state);
  }

  private failed(state: TaskState, event: Extract<TaskEvent, { type: 'step.failed' }>): TaskCommand[] {
    const { turn: number, call: index } = placeOf(event.path);
    const turn = state.turns[number - 1];
    const step = index === undefined ? turn : turn?.calls[index];
    if (!turn || !step || step.status !== 'running' || step.attempt !== event.attempt) return [];
    const { error } = event;
    // Nothing effectful is repeated blindly: its failure goes back to the model as it is.
    const mayRepeat = error.retry !== 'never' && !('effect' in step && step.effect === 'effectful');
    if (mayRepeat && event.attempt < maxAttempts) {
      step.status = 'backoff';
      step.attempt += 1;
      step.retryAt = event.at + Math.max(error.retryAfterMs ?? 0, firstPauseMs * 2 ** (event.attempt - 1));
      return [timer(event.path, 'retry', step.attempt, step.retryAt)];
    }
    if (index === undefined) return this.end(state, 'failed', error);
    Object.assign(step, { status: 'failed', error });
    return this.afterCall(state, turn);
  }

  private unknown(state: TaskState, event: Extract<TaskEvent, { type: 'step.unknown' }>): TaskCommand[] {
    const { turn, call } = placeOf(event.path);
    const tool = call === undefined ? 'the model' : (state.turns[turn - 1]?.calls[call]?.tool ?? 'a tool');
    return this.end(state, 'failed', {
      code: 'STEP_UNKNOWN',
      message: `It is unknown whether the call of ${tool} took effect`,
      retry: 'never',
    });
  }

  private afterCall(state: TaskState, turn: TurnState): TaskCommand[] {
    const open = turn.calls.some(({ status }) => status === 'running' || status === 'backoff');
    return open ? [] : this.nextTurn(state);
  }

  private timerFired(state: TaskState, event: Extract<TaskEvent, { type: 'timer.fired' }>): TaskCommand[] {
    if (event.timer === 'deadline')
      return this.end(state, 'failed', {
        code: 'AGENT_LIMIT_REACHED',
        message: `The task took longer than its ${this.limits.maxMs} ms`,
        retry: 'never',
      });
    const { turn: number, call: index } = placeOf(event.path);
    const turn = state.turns[number - 1];
    const step = index === undefined ? turn : turn?.calls[index];
    if (!step || step.status !== 'backoff' || step.attempt !== event.attempt) return [];
    step.status = 'running';
    delete step.retryAt;
    return [index === undefined ? ask(number, turn!) : make(number, index, turn!.calls[index]!)];
  }

  private end(state: TaskState, status: 'succeeded' | 'failed' | 'cancelled', error?: TaskError): TaskCommand[] {
    const turn = state.turns.at(-1);
    const number = state.turns.length;
    const running: TaskCommand[] = [];
    if (turn?.status === 'running') running.push({ type: 'cancelStep', path: turnPath(number) });
    turn?.calls.forEach((call, index) => {
      if (call.status === 'running') running.push({ type: 'cancelStep', path: callPath(number, index) });
    });
    state.status = status;
    if (error) state.error = error;
    return [
      ...running,
      { type: 'cancelTimer', path: '', timer: 'deadline' },
      { type: 'finishRun', status, ...(error ? { error } : {}) },
    ];
  }
}

const asked = ({ id, tool, effect, problem }: AskedCall): CallState =>
  problem === undefined
    ? { id, tool, effect, attempt: 1, status: 'running' }
    : { id, tool, effect, attempt: 1, status: 'failed', problem };

const ask = (turn: number, { attempt }: TurnState): TaskCommand => ({
  type: 'executeStep',
  path: turnPath(turn),
  attempt,
  generation: 1,
  effect: 'idempotent',
  turn,
});

const make = (turn: number, call: number, { attempt, effect }: CallState): TaskCommand => ({
  type: 'executeStep',
  path: callPath(turn, call),
  attempt,
  generation: 1,
  effect,
  turn,
  call,
});

const timer = (path: string, name: string, attempt: number, at: number): TaskCommand => ({
  type: 'startTimer',
  path,
  timer: name,
  attempt,
  at,
});
