import type { AppError } from '#libs/contracts';
import type { CompletionPart, ProviderCall } from './provider.js';

/** What an SDK throws → the platform's error with its verdict. */
export type ToAppError = (error: unknown) => AppError | Promise<AppError>;

type Parts = AsyncGenerator<CompletionPart, void, void>;
/** Begins the request; resolves to the parts of its answer. */
type Open = (signal: AbortSignal) => Parts | Promise<Parts>;

/**
 * A stream that ends its HTTP request at once: when `call.signal` aborts, when the consumer returns, and even when it returns while
 * it waits for a part (a generator alone would first wait for that part). Throws the reason of `call.signal`, or AppErrors.
 * @param open begins the request; it is given the signal that ends it
 */
export function cancelling(call: ProviderCall, toAppError: ToAppError, open: Open): AsyncIterable<CompletionPart> {
  return { [Symbol.asyncIterator]: () => new Cancelling(call.signal, toAppError, open) };
}

/** Made once: a reason with a stack for each call would cost more than the call's own work. */
const goneAway = new Error('nobody waits for this answer');
const done = { done: true, value: undefined } as const;

class Cancelling implements AsyncIterator<CompletionPart, undefined> {
  private readonly own = new AbortController();
  private opening: Promise<Parts> | undefined;
  private parts: Parts | undefined;
  private readonly abort = () => this.own.abort(this.outer.reason);

  constructor(
    private readonly outer: AbortSignal,
    private readonly toAppError: ToAppError,
    private readonly open: Open,
  ) {
    if (outer.aborted) this.abort();
    else outer.addEventListener('abort', this.abort, { once: true });
  }

  async next(): Promise<IteratorResult<CompletionPart, undefined>> {
    try {
      this.outer.throwIfAborted();
      if (this.own.signal.aborted) return done;
      this.parts ??= await (this.opening = Promise.resolve(this.open(this.own.signal)));
      const result = await this.parts.next();
      // SDKs end an aborted stream as if it were complete.
      this.outer.throwIfAborted();
      if (result.done) this.outer.removeEventListener('abort', this.abort);
      return result.done ? done : result;
    } catch (error) {
      const returned = this.own.signal.aborted && !this.outer.aborted;
      this.close();
      if (returned) return done;
      this.outer.throwIfAborted();
      throw await this.toAppError(error);
    }
  }

  return(): Promise<IteratorResult<CompletionPart, undefined>> {
    this.close();
    return Promise.resolve(done);
  }

  private close(): void {
    this.outer.removeEventListener('abort', this.abort);
    this.own.abort(goneAway);
    // Runs its `finally` blocks when it is not running already; nobody waits for what they find.
    this.opening?.then((parts) => parts.return()).catch(() => undefined);
  }
}

/** As `cancelling`, for an answer that comes whole. */
export async function answering<T>(
  call: ProviderCall,
  toAppError: ToAppError,
  ask: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  call.signal.throwIfAborted();
  try {
    return await ask(call.signal);
  } catch (error) {
    call.signal.throwIfAborted();
    throw await toAppError(error);
  }
}
