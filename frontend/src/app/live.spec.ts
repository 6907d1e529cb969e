/** @jest-environment node */
import { LiveHub, type LiveOptions } from './live.js';

jest.mock('./session.js', () => ({ accessToken: () => Promise.resolve('token') }));

/** A server whose streams the test writes. */
class Streams {
  readonly urls: string[] = [];
  private writers: ((text: string) => void)[] = [];
  private closers: (() => void)[] = [];
  refuse = false;

  readonly open: LiveOptions['open'] = (url, signal) => {
    this.urls.push(decodeURIComponent(url.split('watch=')[1] ?? ''));
    if (this.refuse) return Promise.reject(new TypeError('fetch failed'));
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.writers.push((text) => controller.enqueue(new TextEncoder().encode(text)));
        this.closers.push(() => controller.close());
        signal.addEventListener('abort', () => controller.error(new DOMException('aborted', 'AbortError')));
      },
    });
    return Promise.resolve(new Response(body));
  };
  send(object: string, seq: number): void {
    const event = { seq, type: 'step.succeeded', at: '2026-11-20T09:41:03.000Z', path: 'topic', data: {} };
    this.writers.at(-1)?.(`id: ${object}@${seq}\ndata: ${JSON.stringify(event)}\n\n`);
  }
  close(): void {
    this.closers.at(-1)?.();
  }
}

const until = async (met: () => boolean): Promise<void> => {
  const deadline = Date.now() + 2000;
  while (!met()) {
    if (Date.now() > deadline) throw new Error('nothing came');
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
};
const hubOn = (streams: Streams, silenceMs = 60_000) =>
  new LiveHub({ open: streams.open, silenceMs, pauseMs: () => 1 });

/** Ends what a failed expectation would leave running. */
const stops: (() => void)[] = [];
afterEach(() => stops.splice(0).forEach((stop) => stop()));

describe('the live stream', () => {
  it('is one for all that is watched, from the positions given', async () => {
    const streams = new Streams();
    const hub = hubOn(streams);
    stops.push(hub.watch('run_a', 12, jest.fn()), hub.watch('run_b', 3, jest.fn()));
    await until(() => streams.urls.length > 0);
    expect(streams.urls).toEqual(['run_a@12,run_b@3']);
  });

  it('goes on where it was after an interruption, and tells nothing twice', async () => {
    const streams = new Streams();
    const hub = hubOn(streams);
    const seen: number[] = [];
    stops.push(hub.watch('run_a', 0, (event) => seen.push(event.seq)));
    await until(() => streams.urls.length === 1);
    streams.send('run_a', 1);
    streams.send('run_a', 2);
    await until(() => seen.length === 2);
    streams.close();
    await until(() => streams.urls.length === 2);
    expect(streams.urls[1]).toBe('run_a@2');
    streams.send('run_a', 2);
    streams.send('run_a', 3);
    await until(() => seen.length === 3);
    expect(seen).toEqual([1, 2, 3]);
  });

  it('says that it is interrupted, and that it is back', async () => {
    const streams = new Streams();
    streams.refuse = true;
    const hub = hubOn(streams);
    stops.push(hub.watch('run_a', 0, jest.fn()));
    await until(() => hub.interrupted);
    streams.refuse = false;
    await until(() => !hub.interrupted);
  });

  it('takes a silent stream for a dead one', async () => {
    const streams = new Streams();
    const hub = hubOn(streams, 20);
    stops.push(hub.watch('run_a', 5, jest.fn()));
    await until(() => streams.urls.length >= 2);
    expect(streams.urls[1]).toBe('run_a@5');
  });
});
