import { callPath, questionPath, turnPath } from './task-paths.js';
import type { CallState, QuestionState, TaskCommand, TaskState, TurnState } from './task-protocol.js';

export const askModel = (turn: number, { attempt, grant }: TurnState): TaskCommand => ({
  type: 'executeStep',
  path: turnPath(turn),
  attempt,
  generation: 1,
  effect: 'idempotent',
  turn,
  ...(grant ? { grant } : {}),
});

export const makeCall = (turn: number, call: number, { attempt, generation = 1, effect }: CallState): TaskCommand => ({
  type: 'executeStep',
  path: callPath(turn, call),
  attempt,
  generation,
  effect,
  turn,
  call,
});

/** Putting a question is idempotent: the same one is there once. */
export const askPeople = (turn: number, call: number, state: CallState, question: QuestionState): TaskCommand => ({
  type: 'executeStep',
  path: questionPath(turn, call, question.kind),
  attempt: question.attempt,
  generation: state.generation ?? 1,
  effect: 'idempotent',
  turn,
  call,
  question: question.kind,
});

export const timer = (path: string, name: string, attempt: number, at: number): TaskCommand => ({
  type: 'startTimer',
  path,
  timer: name,
  attempt,
  at,
});

/** All that is still to be carried out in this state. */
export function outstandingOf(state: TaskState): TaskCommand[] {
  if (state.status !== 'running') return [];
  const commands: TaskCommand[] = state.deadlineAt === undefined ? [] : [timer('', 'deadline', 1, state.deadlineAt)];
  const number = state.turns.length;
  const turn = state.turns.at(-1);
  if (!turn) return commands;
  if (turn.status === 'running') commands.push(askModel(number, turn));
  if (turn.status === 'backoff') commands.push(timer(turnPath(number), 'retry', turn.attempt, turn.retryAt!));
  if (turn.status === 'waiting' && turn.deadline !== undefined)
    commands.push(timer(turnPath(number), 'expire', turn.attempt, turn.deadline));
  turn.calls.forEach((call, index) => commands.push(...ofCall(number, index, call)));
  return commands;
}

function ofCall(turn: number, index: number, call: CallState): TaskCommand[] {
  if (call.status === 'running') return [makeCall(turn, index, call)];
  if (call.status === 'backoff') return [timer(callPath(turn, index), 'retry', call.attempt, call.retryAt!)];
  const { question } = call;
  if (call.status !== 'asked' || !question) return [];
  const path = questionPath(turn, index, question.kind);
  if (question.status === 'running') return [askPeople(turn, index, call, question)];
  if (question.status === 'backoff') return [timer(path, 'retry', question.attempt, question.retryAt!)];
  return question.deadline === undefined ? [] : [timer(path, 'expire', question.attempt, question.deadline)];
}
