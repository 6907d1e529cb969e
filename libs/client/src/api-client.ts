import type { z } from 'zod';
import type { Out, Problem, RouteSpec } from '#libs/contracts';

type Input<S> = S extends z.ZodType ? z.input<S> : undefined;
type Optional<K extends string, V> = undefined extends V ? { [P in K]?: V } : { [P in K]: V };

/** What a call needs, by the contract: params, query and body as far as the route has them. */
export type CallInput<R extends RouteSpec> = Optional<'params', Input<R['params']>> & {
  query?: Partial<Record<string, string | number | boolean>>;
} & Optional<'body', Input<R['body']>>;

/** The platform answered with a problem document. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';

  constructor(
    readonly problem: Partial<Problem>,
    readonly status: number,
  ) {
    const lines = (problem.issues ?? []).map(({ path, message }) => `  ${path}: ${message}`);
    super([problem.detail ?? problem.title ?? `The platform answered ${status}`, ...lines].join('\n'));
  }

  get code(): string | undefined {
    return this.problem.code;
  }
}

/** A client of the REST API, by the contracts. */
export class ApiClient {
  constructor(
    readonly url: string,
    private token?: string,
  ) {}

  authorize(token: string): void {
    this.token = token;
  }

  /** @throws ApiProblem; Error when nobody answers */
  async call<R extends RouteSpec>(
    route: R,
    input: CallInput<R>,
    headers: Record<string, string> = {},
  ): Promise<Out<R>> {
    const response = await this.send(route, input as Loose, headers);
    const text = await response.text();
    return (text === '' ? undefined : JSON.parse(text)) as Out<R>;
  }

  /** The body as it is, for files and event streams. @throws ApiProblem */
  async open<R extends RouteSpec>(route: R, input: CallInput<R>, signal?: AbortSignal): Promise<Response> {
    return this.send(route, input as Loose, {}, signal);
  }

  private async send(
    route: RouteSpec,
    { params = {}, query = {}, body }: Loose,
    headers: Record<string, string>,
    signal?: AbortSignal,
  ): Promise<Response> {
    const path = route.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(params[name])));
    const url = new URL(`${route.root ? '' : '/api/v1'}${path}`, this.url);
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(name, String(value));
    const response = await fetch(url, {
      method: route.method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(this.token === undefined ? {} : { authorization: `Bearer ${this.token}` }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
    if (!response.ok) throw new ApiProblem(await problemOf(response), response.status);
    return response;
  }
}

interface Loose {
  params?: Record<string, unknown>;
  query?: Record<string, string | number | boolean | undefined>;
  body?: unknown;
}

async function problemOf(response: Response): Promise<Partial<Problem>> {
  const text = await response.text();
  try {
    return JSON.parse(text) as Partial<Problem>;
  } catch {
    return { title: `The platform answered ${response.status}` };
  }
}
