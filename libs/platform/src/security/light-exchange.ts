import type { Dispatcher } from 'undici';
import { tooLarge } from './too-large.js';

type Fields = Readonly<Record<string, string | string[] | undefined>>;
type Controller = Dispatcher.DispatchController;

export interface LightAnswer {
  status: number;
  headers: Fields;
  body: LightExchange;
}

interface Reader {
  resolve(result: IteratorResult<Uint8Array, undefined>): void;
  reject(error: unknown): void;
}

/** Bytes that wait to be read before the other side is asked to pause: as of a stream. */
const mostWaiting = 64 * 1024;
const done = { done: true, value: undefined } as const;
/** Made once: an error with its stack for each body that is left would cost more than leaving it. */
const unread = new Error('the rest of the body was not read');

/**
 * One exchange as undici's dispatcher tells of it, its body read once, piece by piece as it came. undici's own `request` puts a stream
 * around each body, which costs more than the exchange.
 */
export class LightExchange implements Dispatcher.DispatchHandler, AsyncIterableIterator<Uint8Array, undefined> {
  readonly answer: Promise<LightAnswer>;
  private answered!: (answer: LightAnswer) => void;
  private refused!: (error: unknown) => void;
  private controller: Controller | undefined;
  private readonly pieces: Uint8Array[] = [];
  private waiting = 0;
  private seen = 0;
  private reader: Reader | undefined;
  private ended = false;
  private failure: { error: unknown } | undefined;
  private readonly abort = (): void => this.giveUp(this.signal?.reason);

  /** @param signal ends it at any time; its reason is what is thrown */
  constructor(
    private readonly signal: AbortSignal | null | undefined,
    private readonly maxBytes: number,
  ) {
    this.answer = new Promise((resolve, reject) => {
      this.answered = resolve;
      this.refused = reject;
    });
    signal?.addEventListener('abort', this.abort, { once: true });
  }

  onRequestStart(controller: Controller): void {
    this.controller = controller;
    // Called off while it waited for a connection.
    if (this.failure) controller.abort(this.failure.error as Error);
  }

  onResponseStart(_: Controller, status: number, headers: Fields): void {
    if (status >= 200) this.answered({ status, headers, body: this });
  }

  onResponseData(controller: Controller, bytes: Uint8Array): void {
    this.seen += bytes.byteLength;
    if (this.seen > this.maxBytes) return this.giveUp(tooLarge(this.maxBytes));
    if (this.reader) return this.take().resolve({ done: false, value: bytes });
    this.pieces.push(bytes);
    this.waiting += bytes.byteLength;
    if (this.waiting > mostWaiting) controller.pause();
  }

  onResponseEnd(): void {
    this.ended = true;
    this.over();
    this.reader?.resolve(done);
  }

  onResponseError(_: Controller, error: unknown): void {
    this.fail(error);
  }

  next(): Promise<IteratorResult<Uint8Array, undefined>> {
    const value = this.pieces.shift();
    if (value) {
      this.waiting -= value.byteLength;
      // Last, for what waits in the socket comes at once, before this returns.
      if (this.controller?.paused && this.waiting <= mostWaiting) this.controller.resume();
      return Promise.resolve({ done: false, value });
    }
    if (this.failure) return Promise.reject(this.failure.error as Error);
    if (this.ended) return Promise.resolve(done);
    return new Promise((resolve, reject) => (this.reader = { resolve, reject }));
  }

  /** The rest is not wanted: the connection is closed when the body is not whole. */
  return(): Promise<IteratorResult<Uint8Array, undefined>> {
    this.pieces.length = 0;
    if (!this.ended) this.giveUp(unread);
    this.ended = true;
    return Promise.resolve(done);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** What came is not read any more; of what the other side breaks off, it is. */
  private giveUp(error: unknown): void {
    this.pieces.length = 0;
    this.fail(error);
    this.controller?.abort(error as Error);
  }

  private fail(error: unknown): void {
    if (this.failure || this.ended) return;
    this.failure = { error };
    this.over();
    this.refused(error);
    this.reader?.reject(error);
  }

  private take(): Reader {
    const reader = this.reader!;
    this.reader = undefined;
    return reader;
  }

  private over(): void {
    this.signal?.removeEventListener('abort', this.abort);
  }
}
