import type { QuestionKind } from './task-protocol.js';

export const turnPath = (turn: number): string => `turn${turn}`;
export const callPath = (turn: number, call: number): string => `turn${turn}/call${call}`;
export const questionPath = (turn: number, call: number, kind: QuestionKind): string =>
  `${callPath(turn, call)}/${kind}`;

export interface Place {
  turn: number;
  call?: number;
  question?: QuestionKind;
}

/** `turn3/call0/approval` → turn 3, call 0, its approval. */
export function placeOf(path: string): Place {
  const [turn, call, question] = path.split('/');
  return {
    turn: Number(turn!.slice(4)),
    ...(call === undefined ? {} : { call: Number(call.slice(4)) }),
    ...(question === undefined ? {} : { question: question as QuestionKind }),
  };
}
