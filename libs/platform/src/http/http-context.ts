import { parseCookie, stringifySetCookie } from 'cookie';
import type { SetCookie } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller, RouteSpec } from '#libs/contracts';
import { clientAddress } from './client-address.js';
import type { Traffic } from './traffic.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the authentication guard. */
    caller?: Caller;
    /** Who asked and was refused by the guard: known, and nobody's caller. */
    refused?: Caller;
    /** Throws when the caller's session or membership has ended meanwhile; long streams ask it every few seconds. */
    revalidate?: () => Promise<void>;
    /** That the server counts it among. */
    traffic?: Traffic;
    /** Made by `closingOf` for those who ask; `Traffic` aborts it. */
    closing?: AbortController;
    /** Made by `HttpContext.gone`; `Traffic` aborts it. */
    gone?: AbortController;
  }
  interface FastifyContextConfig {
    bodyLimit?: number | undefined;
    /** Failures of this route in the shape of a protocol of others. */
    failure?: RouteSpec['failure'];
    route?: string;
  }
}

export type CookieOptions = Omit<SetCookie, 'name' | 'value'>;

/** What a handler may need of the exchange beside its parsed input. */
export class HttpContext {
  constructor(
    private readonly request: FastifyRequest,
    private readonly reply: FastifyReply,
  ) {}

  get requestId(): string {
    return this.request.id;
  }

  /** Of the client: see `clientAddress`. */
  get ip(): string {
    return clientAddress(this.request);
  }

  get userAgent(): string {
    return (this.request.headers['user-agent'] ?? '').slice(0, 300);
  }

  /** Ends when the client goes away, for work that is worthless then. While the server shuts down it goes on, as long as there is time. */
  get gone(): AbortSignal {
    if (this.request.gone) return this.request.gone.signal;
    this.request.gone = new AbortController();
    if (this.reply.raw.destroyed) this.request.gone.abort();
    return this.request.gone.signal;
  }

  /** Ends when the client goes away, or the server: for what is waited for, and can be asked for again. */
  get signal(): AbortSignal {
    return closingOf(this.request, this.reply);
  }

  /** Whether the server is shutting down: then `signal` ends too, though nobody went away. */
  get isLeaving(): boolean {
    return this.request.traffic?.isEnding ?? false;
  }

  /** What the client sent as `Idempotency-Key`: a key for the effect itself, so that it happens once even across a crash. */
  get idempotencyKey(): string | undefined {
    const key = this.request.headers['idempotency-key'];
    return typeof key === 'string' ? key : undefined;
  }

  header(name: string): string | undefined {
    const value = this.request.headers[name.toLowerCase()];
    return Array.isArray(value) ? value.join(', ') : value;
  }

  cookie(name: string): string | undefined {
    return parseCookie(this.header('cookie') ?? '')[name];
  }

  /** Sends the cookie with the answer, whatever that will be: `{ httpOnly: true, secure: true, sameSite: 'strict', path, maxAge }`. */
  setCookie(name: string, value: string, options: CookieOptions): void {
    void this.reply.header('set-cookie', stringifySetCookie({ ...options, name, value }));
  }

  /** Takes the cookie from the browser; `options` as it was set. */
  clearCookie(name: string, options: CookieOptions): void {
    this.setCookie(name, '', { ...options, maxAge: 0 });
  }
}

/** Aborted when the connection ends before the answer, or when the server shuts down. Made on demand: few handlers ask, and it costs. */
export function closingOf(request: FastifyRequest, reply: FastifyReply): AbortSignal {
  if (request.closing) return request.closing.signal;
  request.closing = new AbortController();
  if (reply.raw.destroyed || request.traffic?.isEnding) request.closing.abort();
  return request.closing.signal;
}
