import type { FastifyReply, FastifyRequest } from 'fastify';
import { problemAnswer } from '../errors/index.js';
import type { Problem } from '#libs/contracts';
import type { ServerEvent, StreamAnswer } from './answers.js';
import { closingOf } from './http-context.js';

/** How often an idle stream says that it lives; below the idle time-out of any proxy. */
const heartbeatMs = 15_000;
/** How soon a client comes again after a break. */
const retryMs = 2_000;
/** How often the caller's right to listen is asked again; the answers are kept four seconds, so that it ends within five. */
const revalidateMs = 900;
/** How long the first event may take before the stream is opened without it; an error until then is a proper problem document. */
const openMs = 250;

const line = (text: string) => text.replace(/[\r\n]+/g, ' ');

const format = ({ id, event, data }: ServerEvent): string =>
  `${id === undefined ? '' : `id: ${line(String(id))}\n`}${event ? `event: ${line(event)}\n` : ''}data: ${JSON.stringify(data)}\n\n`;

/** What ends a stream from outside. One waiter at a time, so that a long stream leaves nothing behind per event. */
class Ending {
  private wake: () => void = () => undefined;
  private over = false;
  private reason: Error | undefined;

  end(reason?: Error): void {
    if (this.over) return;
    this.over = true;
    this.reason = reason;
    this.wake();
  }

  /** The promise's value, or undefined when the stream ends first. @throws the reason it ended for. */
  async race<T>(promise: Promise<T>): Promise<T | undefined> {
    const first = await new Promise<T | undefined>((resolve, reject) => {
      this.wake = () => resolve(undefined);
      if (this.over) this.wake();
      promise.then(resolve, reject);
    });
    if (this.over && this.reason !== undefined) throw this.reason;
    return this.over ? undefined : first;
  }
}

/** How a stream is written. */
interface Manner<T> {
  opening: string;
  format: (event: T) => string;
  failure: (problem: Problem) => string;
}

const ours: Manner<ServerEvent> = {
  opening: `retry: ${retryMs}\n\n`,
  format,
  failure: (problem) => `event: error\ndata: ${JSON.stringify(problem)}\n\n`,
};

/**
 * Sends an async iterable as server-sent events. A slow client slows the iteration; a client that leaves, or loses its right to
 * listen, ends it (`return()` is called). An error in mid-stream becomes the event `error` with a problem document.
 */
export const sendEvents = (
  request: FastifyRequest,
  reply: FastifyReply,
  events: AsyncIterable<ServerEvent>,
): Promise<void> => send(request, reply, events, ours);

/** As `sendEvents`, in the manner of a protocol of others. */
export const sendStream = (
  request: FastifyRequest,
  reply: FastifyReply,
  { events, failure }: StreamAnswer,
): Promise<void> => send(request, reply, events, { opening: '', format: (text: string) => text, failure });

async function send<T>(
  request: FastifyRequest,
  reply: FastifyReply,
  events: AsyncIterable<T>,
  manner: Manner<T>,
): Promise<void> {
  const ending = new Ending();
  const closed = closingOf(request, reply);
  if (closed.aborted) ending.end();
  closed.addEventListener('abort', () => ending.end(), { once: true });
  const iterator = events[Symbol.asyncIterator]();
  let next = iterator.next();
  await ending.race(Promise.race([next, new Promise((resolve) => setTimeout(resolve, openMs).unref())]));

  const stream = open(reply, manner.opening);
  const timers = [
    setInterval(() => stream.writableLength === 0 && stream.write(': \n\n'), heartbeatMs),
    setInterval(() => void request.revalidate?.().catch((error: Error) => ending.end(error)), revalidateMs),
  ];
  try {
    for (;;) {
      const result = await ending.race(next);
      if (!result || result.done) break;
      if (!stream.write(manner.format(result.value))) await ending.race(drained(stream));
      next = iterator.next();
    }
  } catch (error) {
    stream.write(manner.failure(problemAnswer(error, request.id).body));
  } finally {
    for (const timer of timers) clearInterval(timer);
    // What is pending may never come; nobody waits for it any more.
    next.catch(() => undefined);
    void Promise.resolve(iterator.return?.()).catch(() => undefined);
    stream.end();
  }
}

function open(reply: FastifyReply, opening: string) {
  const headers = reply.getHeaders();
  reply.hijack();
  reply.raw.writeHead(200, {
    ...(headers as Record<string, string>),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
  });
  if (opening) reply.raw.write(opening);
  else reply.raw.flushHeaders();
  return reply.raw;
}

const drained = (stream: FastifyReply['raw']) => new Promise<void>((resolve) => stream.once('drain', resolve));
