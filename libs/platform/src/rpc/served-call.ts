import { AppError, allows, type Caller, type RpcSpec } from '#libs/contracts';
import { withLogContext } from '#libs/platform/logging';
import type { z } from 'zod';
import { actorOf, callContext } from './call-context.js';
import { frameBound, toWireError, type ReplyFrame, type RequestFrame } from './frames.js';
import type { HandlerEntry } from './handle-rpc.js';
import type { Signer } from './service-identity.js';
import type { RpcWire } from './wire.port.js';

/** A call that answers faster needs no `accepted` frame. */
const acceptAfterMs = 50;

type Body<F> = F extends ReplyFrame ? Omit<F, 'id' | 'replica'> : never;

/** One request in work at the replica that took it: checks, handler, numbered replies. */
export class ServedCall {
  private readonly controller = new AbortController();
  private sent = 0;
  private over = false;

  constructor(
    readonly frame: RequestFrame,
    private readonly wire: RpcWire,
    private readonly replica: string,
  ) {}

  /** Ends the handler without an answer: nobody waits for it any more. */
  abort(error: AppError): void {
    this.over = true;
    this.controller.abort(error);
  }

  /** Ends the handler and tells the caller why. */
  async refuse(error: unknown): Promise<void> {
    if (this.over) return;
    await this.reply({ kind: 'error', n: this.sent, error: toWireError(error) });
    this.over = true;
    this.controller.abort(error);
  }

  /** Answers the error that ended the call, if any did. Never throws. */
  async run(entry: HandlerEntry | undefined, signer: Signer | undefined): Promise<unknown> {
    const late = setTimeout(
      () => this.abort(new AppError('DEADLINE_EXCEEDED')),
      Math.max(this.frame.deadline - this.wire.now(), 0),
    );
    const slow = setTimeout(() => void this.reply({ kind: 'accepted' }).catch(() => undefined), acceptAfterMs);
    const { requestId, deadline, address } = this.frame;
    try {
      const companyId = this.frame.caller?.companyId;
      const actor = this.frame.actor ?? actorOf(this.frame.caller);
      const work = () => callContext.run({ requestId, deadline, actor, address }, () => this.handle(entry, signer));
      await withLogContext({ requestId, ...(companyId ? { companyId } : {}) }, work);
      return undefined;
    } catch (error) {
      await this.refuse(error).catch(() => undefined);
      return error;
    } finally {
      clearTimeout(late);
      clearTimeout(slow);
      this.over = true;
    }
  }

  private async handle(entry: HandlerEntry | undefined, signer: Signer | undefined): Promise<void> {
    if (!signer) throw new AppError('RPC_REJECTED', { detail: 'the signature of the call does not hold' });
    if (!entry) throw new AppError('RPC_UNKNOWN_METHOD', { detail: `nothing here answers ${this.frame.method}` });
    const { spec } = entry;
    authorize(spec, signer, this.frame.caller);
    const request = parse(spec.request, this.frame.body);
    const context = { signal: this.controller.signal, requestId: this.frame.requestId, from: signer.service };
    const result = entry.handle(this.frame.caller, request, context);
    if (spec.stream) return this.sendAll(spec, result as AsyncIterable<unknown>);
    const answer = await this.orAbort(Promise.resolve(result));
    await this.reply({ kind: 'end', n: 0, body: checked(spec, answer) });
  }

  private async sendAll(spec: RpcSpec, chunks: AsyncIterable<unknown>): Promise<void> {
    const iterator = chunks[Symbol.asyncIterator]();
    try {
      for (let next = await this.orAbort(iterator.next()); !next.done; next = await this.orAbort(iterator.next())) {
        const heard = await this.reply({ kind: 'item', n: this.sent++, body: checked(spec, next.value) });
        if (heard === 0) this.abort(new AppError('UNAVAILABLE', { detail: 'the caller is gone' }));
      }
      await this.reply({ kind: 'end', n: this.sent });
    } finally {
      // Not awaited: a generator that is stuck in its own await cannot return before it.
      iterator.return?.().then(undefined, () => undefined);
    }
  }

  /** A handler that ignores its signal gives its place back all the same. */
  private orAbort<T>(work: Promise<T>): Promise<T> {
    const { signal } = this.controller;
    return new Promise((resolve, reject) => {
      const abort = () => reject(signal.reason as Error);
      if (signal.aborted) abort();
      signal.addEventListener('abort', abort, { once: true });
      work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
    });
  }

  private async reply(frame: Body<ReplyFrame>): Promise<number> {
    if (this.over) return 0;
    const text = JSON.stringify({ id: this.frame.id, replica: this.replica, ...frame });
    if (text.length > frameBound)
      throw new AppError('LIMIT_EXCEEDED', { detail: `an answer may hold ${frameBound} characters` });
    return this.wire.publish(this.frame.replyTo, text);
  }
}

const authorize = (spec: RpcSpec, { service }: Signer, caller: Caller | undefined): void => {
  if (spec.callers && !spec.callers.includes(service))
    throw new AppError('RPC_REJECTED', { detail: `${spec.method} is not for ${service}` });
  if (spec.permission === 'service' || spec.permission === 'public') return;
  if (!caller) throw new AppError('RPC_REJECTED', { detail: `${spec.method} is called on somebody's behalf only` });
  if (!allows(caller.role, spec.permission)) throw new AppError('FORBIDDEN');
};

const parse = (schema: z.ZodType, body: unknown): unknown => {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) => ({ path: path.map(String).join('.'), message }));
  throw new AppError('VALIDATION_FAILED', { issues });
};

const checked = (spec: RpcSpec, answer: unknown): unknown => {
  const parsed = spec.response.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new Error(`${spec.method} answered against its contract`, { cause: parsed.error });
};
