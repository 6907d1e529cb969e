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
  return { [Symbol.asyncIterator]: () => new Cancelling(call, toAppError, open) };
}

/** Made once: a reason with a stack for each call would cost more than the call's own work. */
const goneAway = new Error('nobody waits for this answer');
const done = { done: true, value: undefined } as const;

class Cancelling implements AsyncIterator<CompletionPart, undefined> {
  private readonly own: AbortController | undefined;
  private opening: Promise<Parts> | undefined;
  private parts: Parts | undefined;
  private isClosed = false;
  private readonly abort = () => this.own?.abort(this.call.signal.reason);

  constructor(
    private readonly call: ProviderCall,
    private readonly toAppError: ToAppError,
    private readonly open: Open,
  ) {
    if (call.leave) return;
    this.own = new AbortController();
    if (call.signal.aborted) this.abort();
    else call.signal.addEventListener('abort', this.abort, { once: true });
  }

  next(): Promise<IteratorResult<CompletionPart, undefined>> {
    if (this.isClosed) return Promise.resolve(done);
    if (this.call.signal.aborted) return this.broken(this.call.signal.reason);
    if (this.parts) return this.parts.next().then(this.given, this.broken);
    return this.begin().then(this.given, this.broken);
  }

  private async begin(): Promise<IteratorResult<CompletionPart, void>> {
    this.parts = await (this.opening = Promise.resolve(this.open(this.own?.signal ?? this.call.signal)));
    return this.parts.next();
  }

  private readonly given = (
    result: IteratorResult<CompletionPart, void>,
  ): IteratorResult<CompletionPart, undefined> | Promise<IteratorResult<CompletionPart, undefined>> => {
    // SDKs end an aborted stream as if it were complete.
    if (this.call.signal.aborted) return this.broken(this.call.signal.reason);
    if (!result.done) return result;
    this.forget();
    return done;
  };

  private readonly broken = async (error: unknown): Promise<typeof done> => {
    if (this.isClosed) return done;
    const { aborted, reason } = this.call.signal;
    this.close();
    throw aborted ? reason : await this.toAppError(error);
  };

  return(): Promise<IteratorResult<CompletionPart, undefined>> {
    this.close();
    return Promise.resolve(done);
  }

  private close(): void {
    this.isClosed = true;
    this.forget();
    if (this.own) this.own.abort(goneAway);
    else this.call.leave?.(goneAway);
    // Runs its `finally` blocks when it is not running already; nobody waits for what they find.
    this.opening?.then((parts) => parts.return()).catch(() => undefined);
  }

  private forget(): void {
    if (this.own) this.call.signal.removeEventListener('abort', this.abort);
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
