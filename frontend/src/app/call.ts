import type { z } from 'zod';
import type { Out, RouteSpec } from '#libs/contracts';
import { noteRefusal } from './lacking.js';
import { ApiProblem, problemFrom } from './problem.js';
import { accessToken, refresh, sessionStore } from './session.js';
import { sseParser, type SseEvent } from './sse.js';

type Given<S> = S extends z.ZodType ? z.input<S> : undefined;
type Part<Name extends string, S> = S extends z.ZodType
  ? Record<string, never> extends z.input<S>
    ? { [K in Name]?: Given<S> }
    : { [K in Name]: Given<S> }
  : { [K in Name]?: undefined };

/** What a call takes, from the route's contract. */
export type CallInput<R extends RouteSpec> = Part<'params', R['params']> &
  Part<'query', R['query']> &
  Part<'body', R['body']> & { headers?: Record<string, string>; signal?: AbortSignal };

/**
 * Calls a route by its contract and answers the parsed body. Renews the access token when needed and tries once more.
 * @throws ApiProblem for every refusal, an unreachable server, and an answer that is not what the contract says.
 */
export async function call<R extends RouteSpec>(route: R, input: CallInput<R>): Promise<Out<R>> {
  const response = await send(route, input as AnyInput);
  const schema = route.responses[response.status];
  if (schema === undefined) throw new ApiProblem('UNEXPECTED_ANSWER', response.status, `HTTP ${response.status}`);
  if (schema === 'empty') return undefined as Out<R>;
  if (typeof schema === 'string')
    throw new ApiProblem('UNEXPECTED_ANSWER', response.status, `${route.path} is no JSON route`);
  const parsed = schema.safeParse(await response.json().catch(() => undefined));
  if (!parsed.success) {
    const first = parsed.error.issues[0];
    throw new ApiProblem('UNEXPECTED_ANSWER', response.status, 'The answer does not fit its contract', {
      detail: first ? `${first.path.join('.')}: ${first.message}` : undefined,
      requestId: response.headers.get('x-request-id') ?? undefined,
    });
  }
  return parsed.data as Out<R>;
}

/** Sends files to a route that takes a form, and answers as `call` does. */
export const callForm = <R extends RouteSpec>(
  route: R,
  { form, ...input }: { params: Given<R['params']>; form: FormData; signal?: AbortSignal },
): Promise<Out<R>> => call(route, { ...input, form } as unknown as CallInput<R>);

/** Fetches a file route and hands it to the browser as a download. The token travels in a header, so a plain link cannot. */
export async function download<R extends RouteSpec>(route: R, input: CallInput<R>, name: string): Promise<void> {
  const response = await send(route, input as AnyInput);
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/**
 * Calls a route that answers with server-sent events, and tells them as they come. Leaving the loop closes the stream.
 * @throws ApiProblem for a refusal before the first event, and NETWORK when the stream breaks off
 */
export async function* callStream<R extends RouteSpec>(route: R, input: CallInput<R>): AsyncGenerator<SseEvent> {
  const headers = { ...(input as AnyInput).headers, accept: 'text/event-stream' };
  const response = await send(route, { ...(input as AnyInput), headers });
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  const come: SseEvent[] = [];
  const parser = sseParser((event) => come.push(event));
  try {
    while (reader) {
      const { done, value } = await reader.read().catch(noServer);
      if (done) return;
      parser.feed(decoder.decode(value, { stream: true }));
      yield* come.splice(0);
    }
  } finally {
    await reader?.cancel().catch(() => undefined);
  }
}

interface AnyInput {
  params?: Record<string, unknown>;
  query?: Record<string, unknown>;
  body?: unknown;
  /** Instead of a body; the browser says its type. */
  form?: FormData;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

async function send(route: RouteSpec, input: AnyInput): Promise<Response> {
  const url = address(route, input.params, input.query);
  const headers: Record<string, string> = { accept: 'application/json', ...input.headers };
  if (input.body !== undefined) headers['content-type'] = 'application/json';
  if (route.idempotent) headers['idempotency-key'] ??= randomKey();
  const request = async (): Promise<Response> => {
    if (route.permission !== 'public') {
      const token = await accessToken().catch(noServer);
      if (token) headers['authorization'] = `Bearer ${token}`;
    }
    return fetch(url, {
      method: route.method,
      headers,
      body: input.form ?? (input.body === undefined ? undefined : JSON.stringify(input.body)),
      credentials: 'same-origin',
      signal: input.signal,
    }).catch(noServer);
  };
  let response = await request();
  if (response.status === 401 && route.permission !== 'public' && sessionStore.getState().phase === 'active') {
    await refresh().catch(noServer);
    response = await request();
  }
  if (!response.ok) {
    const problem = problemFrom(response.status, await response.json().catch(() => undefined));
    noteRefusal(problem);
    throw problem;
  }
  return response;
}

const noServer = (error: unknown): never => {
  if (error instanceof DOMException && error.name === 'AbortError') throw error;
  throw new ApiProblem('NETWORK', 0, 'The server did not answer');
};

/** `/api/v1/runs/run_1?limit=50`; undefined and empty values are left out. */
export function address(route: RouteSpec, params?: Record<string, unknown>, query?: Record<string, unknown>): string {
  const path = route.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(params?.[name] ?? '')));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {}))
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value));
  const suffix = search.size > 0 ? `?${search}` : '';
  return `${route.root ? '' : '/api/v1'}${path}${suffix}`;
}

/** `crypto.randomUUID` is missing on plain http addresses other than localhost. */
export const randomKey = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
