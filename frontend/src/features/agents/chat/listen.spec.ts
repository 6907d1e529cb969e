import { newId } from '#libs/contracts';
import { ApiProblem } from '../../../app/problem.js';
import type { SseEvent } from '../../../app/sse.js';
import type { AnswerEvent } from './answer.js';
import { listen } from './listen.js';

const event = (name: string, data: unknown): SseEvent => ({ event: name, data: JSON.stringify(data) });
const accepted = event('accepted', {
  conversationId: newId('conversation'),
  taskId: newId('task'),
  status: 'running',
});
const failed = event('error', { code: 'TASK_FAILED', title: 'The task failed' });
const cut = new ApiProblem('NETWORK', 0, 'The server did not answer');

/** Each stream is what it tells, and then the end or an error. */
async function heard(...streams: (SseEvent | Error)[][]) {
  const events: AnswerEvent['name'][] = [];
  let opened = 0;
  let broken = 0;
  const control = new AbortController();
  async function* open() {
    const stream = streams[Math.min(opened, streams.length - 1)] ?? [];
    opened += 1;
    for (const each of stream) {
      await Promise.resolve();
      if (each instanceof Error) throw each;
      yield each;
    }
  }
  const refusal = await listen({
    open,
    onEvent: ({ name }) => events.push(name),
    onBroken: () => (broken += 1),
    pause: () => Promise.resolve(),
    signal: control.signal,
  });
  return { events, opened, broken, refusal };
}

it('ends with the answer, or with why there is none', async () => {
  expect(await heard([accepted, event('text', { text: 'Hi' }), failed])).toEqual({
    events: ['accepted', 'text', 'error'],
    opened: 1,
    broken: 0,
    refusal: undefined,
  });
});

it('opens a stream again that broke off, with or without a word', async () => {
  const result = await heard([accepted, cut], [accepted, event('text', { text: 'H' })], [accepted, failed]);
  expect(result).toEqual({
    events: ['accepted', 'accepted', 'text', 'accepted', 'error'],
    opened: 3,
    broken: 2,
    refusal: undefined,
  });
});

it('gives back a message that was refused, at once when asking again is of no use', async () => {
  const inactive = new ApiProblem('AGENT_INACTIVE', 409, 'Not active');
  expect(await heard([inactive])).toMatchObject({ opened: 1, broken: 0, refusal: inactive });
  expect(await heard([cut])).toMatchObject({ opened: 6, refusal: cut });
});

it('leaves the rest to the conversation once the message was taken down', async () => {
  expect(await heard([accepted, cut], [cut])).toMatchObject({ opened: 6, refusal: undefined });
});
