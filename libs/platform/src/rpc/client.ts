import { randomBytes, randomUUID } from 'node:crypto';
import { context, propagation } from '@opentelemetry/api';
import { AppError, type Caller, type RpcOut, type RpcSpec, type ServiceName } from '#libs/contracts';
import { logContext } from '#libs/platform/logging';
import type { z } from 'zod';
import { callContext } from './call-context.js';
import { sealRequest, toWireError, type ReplyFrame, type RequestFrame } from './frames.js';
import { controlChannel, queueOf, replyChannel } from './names.js';
import { silent, type RpcObserver } from './observer.js';
import { PendingCall } from './pending-call.js';
import type { FrameSignature } from './service-identity.js';
import type { Closeable, RpcWire } from './wire.port.js';

export interface CallOptions {
  /** On whose behalf. Required by every method whose permission is not `service`. */
  caller?: Caller;
  /** Shortens the method's own deadline. */
  timeoutMs?: number;
  signal?: AbortSignal;
  requestId?: string;
}

export interface RpcClientSettings {
  /** The service that calls. */
  service: ServiceName;
  signature: FrameSignature;
  observer?: RpcObserver | undefined;
  /** Throws inside a database transaction, which must not wait for another service. */
  guard?: () => void;
}

/** Calls other services. At most once: a call that failed may have happened. */
export class RpcClient {
  private readonly pending = new Map<string, PendingCall>();
  private readonly prefix = randomBytes(9).toString('base64url');
  private count = 0;
  private listening: Promise<Closeable> | undefined;
  private closed = false;

  constructor(
    private readonly wire: RpcWire,
    private readonly settings: RpcClientSettings,
  ) {}

  /** Calls whose answer is awaited now. */
  get inFlight(): number {
    return this.pending.size;
  }

  /**
   * One request, one answer.
   * @throws the AppError that the handler threw; DEADLINE_EXCEEDED; UNAVAILABLE when the call could not be sent or its answer was lost;
   *   RPC_REJECTED when signature or permission do not hold; the signal's reason when it aborts.
   */
  async call<R extends RpcSpec>(
    spec: R,
    request: z.input<R['request']>,
    options: CallOptions = {},
  ): Promise<RpcOut<R>> {
    const started = performance.now();
    const { call, release } = await this.start(spec, request, options);
    try {
      const answer = await call.answer();
      this.observe(spec, started, undefined);
      return answer as RpcOut<R>;
    } catch (error) {
      this.observe(spec, started, error);
      throw error;
    } finally {
      release();
    }
  }

  /** The chunks of a streaming method, in their order and without a gap. Leaving the loop cancels the call. @throws as `call` */
  async *stream<R extends RpcSpec>(
    spec: R,
    request: z.input<R['request']>,
    options: CallOptions = {},
  ): AsyncGenerator<RpcOut<R>, void, undefined> {
    const started = performance.now();
    const { call, release } = await this.start(spec, request, options);
    let failure: unknown;
    try {
      for (let chunk = await call.next(); !chunk.done; chunk = await call.next()) yield chunk.value as RpcOut<R>;
    } catch (error) {
      failure = error;
      throw error;
    } finally {
      call.fail(new AppError('INTERNAL', { detail: 'the caller stopped reading' }));
      release();
      this.observe(spec, started, failure);
    }
  }

  /** Fails what is pending and stops listening. */
  async close(): Promise<void> {
    this.closed = true;
    for (const call of [...this.pending.values()]) call.fail(new AppError('SHUTTING_DOWN'));
    await (await this.listening?.catch(() => undefined))?.close();
  }

  private async start(
    spec: RpcSpec,
    request: unknown,
    options: CallOptions,
  ): Promise<{ call: PendingCall; release: () => void }> {
    this.settings.guard?.();
    if (this.closed) throw new AppError('SHUTTING_DOWN');
    options.signal?.throwIfAborted();
    const frame = this.frame(spec, request, options);
    const text = sealRequest(frame, this.settings.signature, this.wire.now());
    const call = new PendingCall(frame.id, (ended, told) => this.ended(ended, told));
    this.pending.set(call.id, call);
    const timer = setTimeout(
      () => call.fail(new AppError('DEADLINE_EXCEEDED', { detail: `${frame.method} took too long` })),
      Math.ceil(frame.deadline - this.wire.now()) + 1,
    );
    const abort = () => call.fail(options.signal?.reason);
    options.signal?.addEventListener('abort', abort, { once: true });
    const release = () => {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', abort);
    };
    // Not awaited: a transport that hangs must not outlast the deadline.
    this.send(queueOf(spec.service), text).catch((error: unknown) =>
      call.fail(AppError.is(error) ? error : new AppError('UNAVAILABLE', {}, { cause: error })),
    );
    return { call, release };
  }

  private async send(queue: string, text: string): Promise<void> {
    await this.ready();
    await this.wire.push(queue, text);
  }

  /** Listens on the reply channel, once. */
  ready(): Promise<unknown> {
    this.listening ??= this.wire
      .listen(replyChannel(this.prefix), (text) => this.onReply(text))
      .catch((error: unknown) => {
        this.listening = undefined;
        throw error;
      });
    return this.listening;
  }

  private frame(spec: RpcSpec, body: unknown, options: CallOptions): RequestFrame {
    const outer = callContext.getStore();
    const now = this.wire.now();
    const timeoutMs = Math.min(
      options.timeoutMs ?? spec.timeoutMs,
      spec.timeoutMs,
      outer ? outer.deadline - now : Infinity,
    );
    if (timeoutMs <= 0) throw new AppError('DEADLINE_EXCEEDED', { detail: `no time is left to call ${spec.method}` });
    const trace: Record<string, string> = {};
    propagation.inject(context.active(), trace);
    return {
      id: `${this.prefix}.${(this.count += 1)}`,
      method: spec.method,
      replyTo: replyChannel(this.prefix),
      deadline: Math.ceil(now + timeoutMs),
      from: this.settings.service,
      caller: options.caller,
      requestId: options.requestId ?? outer?.requestId ?? logContext().requestId ?? randomUUID(),
      actor: outer?.actor,
      address: outer?.address,
      trace,
      body,
    };
  }

  private onReply(text: string): void {
    const frame = JSON.parse(text) as ReplyFrame;
    const call = this.pending.get(frame.id);
    if (call) return call.receive(frame);
    // The caller left before it knew which replica serves the call.
    if (frame.kind === 'accepted' || frame.kind === 'item') this.cancel(frame.replica, frame.id);
  }

  private ended(call: PendingCall, told: boolean): void {
    this.pending.delete(call.id);
    if (!told && call.replica) this.cancel(call.replica, call.id);
  }

  private cancel(replica: string, id: string): void {
    // A lost cancel costs the handler's time until its deadline, nothing else.
    this.wire.publish(controlChannel(replica), id).catch(() => undefined);
  }

  private observe(spec: RpcSpec, started: number, error: unknown): void {
    const code = error === undefined ? 'OK' : toWireError(error).code;
    (this.settings.observer ?? silent).called({ method: spec.method, code, ms: performance.now() - started });
  }
}
