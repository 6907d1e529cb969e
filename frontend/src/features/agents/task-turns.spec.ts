import type { Entry } from './chat/use-conversation.js';
import { turnsOf } from './task-turns.js';

const entry = (seq: number, type: Entry['type'], turn: number) => ({ seq, type, turn }) as Entry;

it('puts what belongs to one turn together', () => {
  const turns = turnsOf([
    entry(1, 'turn', 1),
    entry(2, 'tool', 1),
    entry(3, 'tool', 1),
    entry(4, 'turn', 2),
    entry(5, 'tool', 2),
  ]);
  expect(turns.map((turn) => turn.map(({ seq }) => seq))).toEqual([
    [1, 2, 3],
    [4, 5],
  ]);
});

it('begins with a call where a page of the transcript does', () => {
  expect(turnsOf([entry(201, 'tool', 7), entry(202, 'answer', 8)]).map(({ length }) => length)).toEqual([1, 1]);
  expect(turnsOf([])).toEqual([]);
});
