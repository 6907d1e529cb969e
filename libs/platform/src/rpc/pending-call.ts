import { AppError } from '#libs/contracts';
import { fromWireError, type ReplyFrame } from './frames.js';

/** Chunks that a slow reader may leave unread before its call is ended. */
const unreadBound = 10_000;

/** One call as its caller sees it: takes replies in their order and ends with an error at the first gap. */
export class PendingCall {
  /** Where a cancel goes; known from the first reply on. */
  replica: string | undefined;
  finished = false;
  private expected = 0;
  private readonly unread: unknown[] = [];
  private failure: { error: unknown } | undefined;
  private readers: (() => void)[] = [];

  constructor(
    readonly id: string,
    private readonly onFinish: (call: PendingCall, told: boolean) => void,
  ) {}

  receive(frame: ReplyFrame): void {
    if (this.finished) return;
    this.replica = frame.replica;
    if (frame.kind === 'accepted') return;
    if (frame.n !== this.expected)
      return this.fail(new AppError('UNAVAILABLE', { detail: 'a part of the answer was lost' }));
    this.expected += 1;
    if (frame.kind === 'error') return this.finish(true, fromWireError(frame.error));
    if (frame.kind === 'end') {
      if (frame.body !== undefined) this.unread.push(frame.body);
      return this.finish(true);
    }
    this.unread.push(frame.body);
    if (this.unread.length > unreadBound)
      return this.fail(new AppError('LIMIT_EXCEEDED', { detail: 'the answer is read too slowly' }));
    this.wakeReaders();
  }

  /** Ends the call from this side: its deadline, a cancel, a lost reply. */
  fail(error: unknown): void {
    this.finish(false, error);
  }

  /** The next chunk. What arrived before a failure is still read first. */
  async next(): Promise<IteratorResult<unknown, undefined>> {
    while (this.unread.length === 0 && !this.finished) await new Promise<void>((done) => this.readers.push(done));
    if (this.unread.length > 0) return { done: false, value: this.unread.shift() };
    if (this.failure) throw this.failure.error;
    return { done: true, value: undefined };
  }

  /** The single answer of a call that is no stream. */
  async answer(): Promise<unknown> {
    while (!this.finished) await new Promise<void>((done) => this.readers.push(done));
    if (this.failure) throw this.failure.error;
    return this.unread[0];
  }

  private finish(told: boolean, error?: unknown): void {
    if (this.finished) return;
    this.finished = true;
    if (error !== undefined) this.failure = { error };
    this.onFinish(this, told);
    this.wakeReaders();
  }

  private wakeReaders(): void {
    const readers = this.readers;
    this.readers = [];
    for (const read of readers) read();
  }
}
