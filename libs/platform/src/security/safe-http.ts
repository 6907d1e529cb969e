import { isIP } from 'node:net';
import { LRUCache } from 'lru-cache';
import { Agent, fetch as undiciFetch, Headers, type RequestInit, type Response } from 'undici';
import { AppError } from '#libs/contracts';
import { assertNoTransaction } from '#libs/platform/database';
import type { EgressPolicy } from './egress-policy.js';
import { guarded, refused } from './guarded-connect.js';
import { LightExchange } from './light-exchange.js';
import { LightResponse, responseOf } from './light-response.js';
import { outcomeOf, sent } from './outcome.js';
import { tooLarge } from './too-large.js';

export interface SafeInit extends RequestInit {
  /** Whole exchange, body included. 30 s unless set; 0 for no limit (the caller then has deadlines of its own). */
  timeoutMs?: number;
  /** Largest body of the answer in bytes; 16 MiB unless set. */
  maxBytes?: number;
  /** How many redirects are followed; 5 unless set. */
  maxRedirects?: number;
  /** Asked before each hop, with its address: what to add for this hop alone. What it throws ends the call. */
  authorize?: (url: URL, hop: number, method: string) => Promise<Authorization | undefined>;
}

/** What proves who calls: headers, and parameters of the query. */
export interface Authorization {
  headers?: Readonly<Record<string, string>>;
  query?: Readonly<Record<string, string>>;
}

/** Bytes of an answer, unless said otherwise. */
const largest = 16 * 1024 * 1024;

/** Sent to the first origin only. */
const bound = ['authorization', 'cookie', 'proxy-authorization', 'idempotency-key', 'x-api-key', 'api-key'];

/**
 * The only HTTP client for calls on somebody's behalf. It decides on the connected address, at every hop: names, redirects and
 * rebinding cannot lead it to private, local or metadata addresses, save those that the operator lists.
 */
export class SafeHttp {
  private readonly agent: Agent;
  private readonly places = new LRUCache<string, URL>({ max: 100 });

  /** @param options.connections to one origin at once; 64 unless set */
  constructor(
    private readonly policy: EgressPolicy,
    { connections = 64 }: { connections?: number } = {},
  ) {
    this.agent = new Agent({ connect: guarded(policy), connections, keepAliveTimeout: 10_000 });
  }

  /**
   * As the platform's own `fetch`, for SDKs that take one. Redirects are followed by us.
   * @throws EGRESS_REFUSED for an address that may not be reached, EGRESS_FAILED when the other side does not answer (`details.sent`: whether
   *   the request may have reached somebody), LIMIT_EXCEEDED for a body above `maxBytes` (while it is read)
   */
  readonly fetch = async (input: string | URL, init: SafeInit = {}): Promise<Response> => {
    assertNoTransaction('an HTTP call');
    const { timeoutMs = 30_000, maxBytes = largest, maxRedirects = 5, authorize, ...rest } = init;
    const signals = [rest.signal, timeoutMs > 0 ? AbortSignal.timeout(timeoutMs) : undefined].filter(
      (signal) => signal instanceof AbortSignal,
    );
    const signal = signals.length > 0 ? AbortSignal.any(signals) : null;
    let url = this.checked(input);
    let request: RequestInit = { ...rest, signal };
    for (let hop = 0; ; hop++) {
      const response = await this.hop(url, request, hop, authorize);
      const location = response.status >= 300 && response.status < 400 ? response.headers.get('location') : null;
      if (location === null || rest.redirect === 'manual') return bounded(response, maxBytes);
      await response.body?.cancel();
      if (hop >= maxRedirects)
        throw new AppError('EGRESS_FAILED', { detail: `more than ${maxRedirects} redirects`, sent: true });
      const next = this.next(location, url);
      request = redirected(request, response.status, url.origin === next.origin);
      url = next;
    }
  };

  /**
   * As `fetch`, for many small answers: a success comes as a `LightResponse`, which costs a fraction. Bodies that are sent are texts;
   * deadlines are the caller's. What is redirected, and not asked to be left so, is asked again by `fetch`.
   */
  readonly light = async (input: string | URL, init: SafeInit = {}): Promise<Response> => {
    const { body = null, signal, redirect, maxBytes = largest } = init;
    if (init.authorize || (typeof body !== 'string' && body !== null)) return this.fetch(input, init);
    assertNoTransaction('an HTTP call');
    signal?.throwIfAborted();
    const url = this.known(input);
    try {
      const exchange = new LightExchange(signal, maxBytes);
      this.agent.dispatch(
        {
          origin: url.origin,
          path: url.pathname + url.search,
          method: (init.method ?? 'GET').toUpperCase() as 'GET',
          headers: plain(init.headers),
          body,
        },
        exchange,
      );
      const { status, headers } = await exchange.answer;
      if (status >= 200 && status < 300)
        return new LightResponse(url.href, status, headers, exchange) as unknown as Response;
      if (status >= 300 && status < 400 && headers['location'] !== undefined && redirect !== 'manual') {
        await exchange.return();
        return await this.fetch(input, init);
      }
      return bounded(responseOf(status, headers, exchange), maxBytes);
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      throw outcomeOf(error, url);
    }
  };

  async close(): Promise<void> {
    await this.agent.destroy();
  }

  /** Takes no more calls and closes when those on their way are over. */
  async drain(): Promise<void> {
    await this.agent.close();
  }

  /** An address that was found good stays good: the policy never changes, and whom it leads to is looked at with each connection. */
  private known(input: string | URL): URL {
    const text = String(input);
    const url = this.places.get(text) ?? this.checked(input);
    this.places.set(text, url);
    return url;
  }

  private checked(input: string | URL): URL {
    let url: URL;
    try {
      url = new URL(input);
    } catch {
      throw refused('This is not a complete URL');
    }
    if (url.protocol !== 'http:' && url.protocol !== 'https:')
      throw refused(`Only http and https are allowed, not ${url.protocol}`);
    if (url.username || url.password) throw refused('A URL must not carry a user or password');
    const host = url.hostname.replace(/^\[|\]$/g, '');
    if (isIP(host) && !this.policy.allowsAddress(host, portOf(url)))
      throw refused(`${host} is a private or local address`);
    return url;
  }

  private async hop(url: URL, request: RequestInit, hop: number, authorize: SafeInit['authorize']): Promise<Response> {
    try {
      const proof = await authorize?.(url, hop, request.method ?? 'GET');
      return await (proof ? this.once(...proven(url, request, proof)) : this.once(url, request));
    } catch (error) {
      throw hop > 0 ? sent(error) : error;
    }
  }

  private next(location: string, from: URL): URL {
    try {
      return this.checked(URL.canParse(location, from.href) ? new URL(location, from) : location);
    } catch (error) {
      throw sent(error);
    }
  }

  private async once(url: URL, request: RequestInit): Promise<Response> {
    try {
      return await undiciFetch(url, { ...request, redirect: 'manual', dispatcher: this.agent });
    } catch (error) {
      throw outcomeOf(error, url);
    }
  }
}

/** The address and request of one hop with what proves who calls. */
function proven(url: URL, request: RequestInit, { headers = {}, query = {} }: Authorization): [URL, RequestInit] {
  const address = new URL(url);
  for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value);
  const all = new Headers(request.headers);
  for (const [name, value] of Object.entries(headers)) all.set(name, value);
  return [address, { ...request, headers: all }];
}

const portOf = (url: URL) => Number(url.port || (url.protocol === 'https:' ? 443 : 80));

/** As browsers do: 303 (and POST by 301, 302) becomes GET; secrets stay with the first origin. */
function redirected(request: RequestInit, status: number, sameOrigin: boolean): RequestInit {
  const headers = new Headers(request.headers);
  if (!sameOrigin) for (const name of bound) headers.delete(name);
  const method = (request.method ?? 'GET').toUpperCase();
  const becomesGet = status === 303 || ((status === 301 || status === 302) && method === 'POST');
  if (!becomesGet) return { ...request, headers: [...headers] };
  for (const name of [...headers.keys()]) if (name.startsWith('content-')) headers.delete(name);
  const { body: _dropped, ...rest } = request;
  return { ...rest, method: 'GET', headers: [...headers] };
}

const plain = (headers: SafeInit['headers']): Record<string, string> =>
  headers === undefined || headers === null
    ? {}
    : Symbol.iterator in headers
      ? Object.fromEntries(headers as Iterable<[string, string]>)
      : (headers as Record<string, string>);

/** The same response, whose body ends with an error when it grows past the limit. */
function bounded(response: Response, maxBytes: number): Response {
  if (Number(response.headers.get('content-length')) > maxBytes) {
    void response.body?.cancel();
    throw tooLarge(maxBytes);
  }
  if (!response.body) return response;
  let seen = 0;
  const counted = response.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        seen += chunk.byteLength;
        if (seen > maxBytes) controller.error(tooLarge(maxBytes));
        else controller.enqueue(chunk);
      },
    }),
  );
  const { status, statusText, headers } = response;
  const copy = new (response.constructor as typeof Response)(counted as never, { status, statusText, headers });
  Object.defineProperty(copy, 'url', { value: response.url });
  return copy;
}
