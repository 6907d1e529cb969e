import { newId } from '#libs/contracts';
import { readEvent, withEvent, type AnswerEvent, type Piece } from './answer.js';

const told = (...events: [name: string, data: unknown][]): readonly Piece[] =>
  events.reduce<readonly Piece[]>((pieces, [event, data], at) => {
    const read = readEvent({ event, data: JSON.stringify(data) }) as AnswerEvent;
    return withEvent(pieces, read, at);
  }, []);
const calls = (pieces: readonly Piece[]) => pieces.flatMap((piece) => (piece.type === 'call' ? [piece.call] : []));
const text = (pieces: readonly Piece[]) =>
  pieces.map((piece) => (piece.type === 'text' ? piece.text : `<${piece.call.tool}>`));

it('joins the words of one turn, and puts calls between them', () => {
  const pieces = told(
    ['text', { text: 'I ' }],
    ['text', { text: 'look.' }],
    ['tool', { callId: 'a', tool: 'lookup_order', input: { order: 7 } }],
    ['tool-result', { callId: 'a', tool: 'lookup_order', output: { status: 'sent' } }],
    ['text', { text: 'It was sent.' }],
  );
  expect(text(pieces)).toEqual(['I look.', '<lookup_order>', 'It was sent.']);
  expect(calls(pieces)[0]).toEqual({
    callId: 'a',
    tool: 'lookup_order',
    input: { order: 7 },
    result: { output: { status: 'sent' } },
    from: 2,
    to: 3,
  });
});

it('forgets what the model says anew, and keeps what came before the last call', () => {
  const before: [string, unknown][] = [
    ['text', { text: 'First.' }],
    ['tool', { callId: 'a', tool: 'x', input: {} }],
    ['tool-result', { callId: 'a', tool: 'x', error: { code: 'TOOL_FAILED', message: 'no' } }],
    ['text', { text: 'Wrong' }],
  ];
  const pieces = told(...before, ['again', {}], ['text', { text: 'Right' }]);
  expect(text(pieces)).toEqual(['First.', '<x>', 'Right']);
  expect(calls(pieces)[0]?.result).toEqual({ error: { code: 'TOOL_FAILED', message: 'no' } });
});

it('gives each result to its own call, whatever their order', () => {
  const pieces = told(
    ['tool', { callId: 'a', tool: 'x', input: 1 }],
    ['tool', { callId: 'b', tool: 'x', input: 2 }],
    ['tool-result', { callId: 'a', tool: 'x', output: 'one' }],
  );
  expect(calls(pieces).map(({ result }) => result)).toEqual([{ output: 'one' }, null]);
});

it('knows that calls are over when the next turn speaks, though nobody told what they gave', () => {
  const pieces = told(['tool', { callId: 'a', tool: 'x', input: 1 }], ['text', { text: 'I may not.' }]);
  expect(calls(pieces)[0]).toMatchObject({ result: 'untold', to: 1 });
});

it('begins anew when the stream is opened again, and passes over what it does not know', () => {
  const accepted = { conversationId: newId('conversation'), taskId: newId('task'), status: 'running' };
  expect(text(told(['text', { text: 'half' }], ['accepted', accepted], ['text', { text: 'Whole' }]))).toEqual([
    'Whole',
  ]);
  expect(readEvent({ event: 'novelty', data: '{}' })).toBeUndefined();
  expect(readEvent({ event: 'text', data: '{"words": 1}' })).toBeUndefined();
});
