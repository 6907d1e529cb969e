import { randomBytes } from 'node:crypto';
import { Server, type CustomTransportStrategy } from '@nestjs/microservices';
import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { AppError, type ServiceName } from '#libs/contracts';
import type { Logger } from '#libs/platform/logging';
import { readRequest, toWireError, type RequestFrame } from './frames.js';
import type { HandlerEntry } from './handle-rpc.js';
import { controlChannel, queueOf } from './names.js';
import { silent, type RpcObserver } from './observer.js';
import { ServedCall } from './served-call.js';
import type { FrameSignature } from './service-identity.js';
import { Slots } from './slots.js';
import type { Closeable, RpcWire } from './wire.port.js';

export interface RpcServerSettings {
  service: ServiceName;
  signature: FrameSignature;
  logger: Logger;
  observer?: RpcObserver | undefined;
  /** Calls that one replica works on at a time. */
  slots?: number | undefined;
  /** How long `close` waits for calls in work, in ms. */
  drainMs?: number | undefined;
}

/**
 * One replica of a service: a transport strategy for Nest's `connectMicroservice`. Each request in the service's queue
 * is taken by exactly one replica, and only while that one has a free slot.
 */
export class RpcServer extends Server implements CustomTransportStrategy {
  /** Names this replica on the wire; a cancel is addressed to it. */
  readonly replica = randomBytes(9).toString('base64url');
  private handlers: ReadonlyMap<string, HandlerEntry> = new Map();
  private readonly calls = new Map<string, ServedCall>();
  private readonly slots: Slots;
  private readonly observer: RpcObserver;
  private open: Closeable[] = [];

  constructor(
    private readonly wire: RpcWire,
    private readonly settings: RpcServerSettings,
  ) {
    super();
    this.slots = new Slots(settings.slots ?? 100);
    this.observer = settings.observer ?? silent;
  }

  /** What this replica answers, by method. */
  setHandlers(handlers: ReadonlyMap<string, HandlerEntry>): void {
    this.handlers = handlers;
    for (const { spec, handle } of handlers.values())
      this.addHandler(spec.method, async (call) => handle(call.caller, call.request, call.context), false, { spec });
  }

  get inWork(): number {
    return this.slots.inUse;
  }

  /** Hears cancels, then takes requests. */
  listen(done: (error?: unknown) => void): void {
    this.start().then(() => done(), done);
  }

  async start(): Promise<void> {
    this.open.push(
      await this.wire.listen(controlChannel(this.replica), (id) =>
        this.calls.get(id)?.abort(new AppError('CONFLICT', { detail: 'cancelled by the caller' })),
      ),
    );
    this.open.unshift(this.wire.consume(queueOf(this.settings.service), this.slots, (text) => this.take(text)));
  }

  /** Takes no more, lets calls in work end, and ends those that do not. */
  async close(): Promise<void> {
    const [consumer, ...channels] = this.open;
    this.open = [];
    await consumer?.close();
    if (!(await this.slots.whenIdle(this.settings.drainMs ?? 30_000))) {
      await Promise.allSettled([...this.calls.values()].map((call) => call.refuse(new AppError('SHUTTING_DOWN'))));
    }
    await Promise.all(channels.map((channel) => channel.close()));
  }

  on(): void {
    // Nest's hook for transport events; this transport has none.
  }

  unwrap<T>(): T {
    return this.wire as T;
  }

  private take(text: string): void {
    const request = readRequest(text, this.settings.signature, this.wire.now());
    if (request.deadline <= this.wire.now()) return this.observer.dropped(this.settings.service);
    this.slots.occupy();
    this.serve(request)
      .catch((error: unknown) => this.settings.logger.error({ error }, 'a request could not be read'))
      .finally(() => this.slots.release());
  }

  private async serve(request: ReturnType<typeof readRequest>): Promise<void> {
    const started = performance.now();
    const { frame, signer } = request.open();
    const call = new ServedCall(frame, this.wire, this.replica);
    this.calls.set(frame.id, call);
    const error = await this.traced(frame, () => call.run(this.handlers.get(frame.method), signer));
    this.calls.delete(frame.id);
    const code = error === undefined ? 'OK' : toWireError(error).code;
    this.observer.served({
      method: this.handlers.has(frame.method) ? frame.method : 'unknown',
      code,
      ms: performance.now() - started,
    });
    if (code === 'RPC_REJECTED')
      this.settings.logger.warn({ error, method: frame.method, from: frame.from, signer }, 'a call was refused');
    if (code === 'INTERNAL')
      this.settings.logger.error({ error, method: frame.method, requestId: frame.requestId }, 'a call failed');
  }

  private traced(frame: RequestFrame, work: () => Promise<unknown>): Promise<unknown> {
    const parent = propagation.extract(context.active(), frame.trace ?? {});
    return trace.getTracer('rpc').startActiveSpan(frame.method, { kind: SpanKind.SERVER }, parent, async (span) => {
      const error = await work();
      if (error !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: toWireError(error).code });
      span.end();
      return error;
    });
  }
}
