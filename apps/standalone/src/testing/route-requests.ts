import fc, { type Arbitrary } from 'fast-check';
import type { RouteSpec } from '#libs/contracts';
import { randomSeed } from '#libs/testing';
import { idPlaces, SchemaValues, schemaOf } from './schema-values.js';

/** What one request carries. */
export interface RouteRequest {
  params: Record<string, unknown>;
  query: Record<string, unknown>;
  body?: unknown;
  /** Of the body; JSON unless set. */
  type?: string;
}

export type Part = 'params' | 'query' | 'body';
export const parts: readonly Part[] = ['params', 'query', 'body'];
const ioOf = (part: Part) => (part === 'body' ? 'input' : 'output');

/** A place of a request where an id stands. */
export interface Place {
  part: Part;
  path: string;
  prefix: string;
}

/** Every place of a route's request where an id stands; `typed` finds those that the schema does not tell of. */
export function placesOf(route: RouteSpec): Place[] {
  return parts.flatMap((part) => {
    const schema = route[part];
    return schema ? idPlaces(schemaOf(schema, ioOf(part))).map(([path, prefix]) => ({ part, path, prefix })) : [];
  });
}

export interface Filling {
  /** The id for a place: of the world that the request is made in. */
  idAt: (place: Omit<Place, 'path'>) => string;
  /** A place that must be filled. */
  place?: Place;
  /** Values by hand, over those that are made: where a schema cannot say what is wanted. */
  given?: Partial<RouteRequest> | undefined;
}

/**
 * One request that the route's schemas accept, the same each time.
 * @throws Error when none is found: give one by hand
 */
export function acceptedRequest(name: string, route: RouteSpec, { idAt, place, given = {} }: Filling): RouteRequest {
  const request: RouteRequest = { params: {}, query: {}, ...(given.type ? { type: given.type } : {}) };
  for (const part of parts) {
    const schema = route[part];
    if (given[part] !== undefined) request[part] = given[part] as never;
    if (!schema || given[part] !== undefined) continue;
    if (part === 'body' && route.raw) {
      request.body = new TextEncoder().encode('{}');
      continue;
    }
    const through = place?.part === part && place.prefix ? place.path : undefined;
    if (part === 'query' && through === undefined && schema.safeParse({}).success) continue;
    const wanted = through === undefined ? '' : idAt({ part, prefix: place!.prefix });
    const holds = (value: unknown) => JSON.stringify(value).includes(wanted);
    const values = new SchemaValues(schemaOf(schema, ioOf(part)), {
      idOf: (prefix) => idAt({ part, prefix }),
      through,
    });
    const found = firstOf(values.all(), (value) => schema.safeParse(asText(part, value)).success && holds(value));
    if (found === undefined && !schema.safeParse(undefined).success)
      throw new Error(`No ${part} of ${name} was found that its schema accepts; give one in request-examples.ts`);
    request[part] = found as never;
  }
  return request;
}

/** Requests as the schemas of a route want them, as far as a JSON Schema can say. */
export function requestsOf(route: RouteSpec, idOf: (prefix: string) => string): Arbitrary<RouteRequest> {
  const of = (part: Part): Arbitrary<unknown> => {
    const schema = route[part];
    if (!schema || (part === 'body' && route.raw)) return fc.constant(part === 'body' ? undefined : {});
    return new SchemaValues(schemaOf(schema, ioOf(part)), { idOf }).all();
  };
  return fc.record({ params: of('params'), query: of('query'), body: of('body') }) as Arbitrary<RouteRequest>;
}

/** The first value that is accepted; few need more than some tries. */
function firstOf(values: Arbitrary<unknown>, isAccepted: (value: unknown) => boolean): unknown {
  for (const [round, numRuns] of [3, 30, 300].entries()) {
    const found = fc.sample(values, { numRuns, seed: randomSeed() + round }).find(isAccepted);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Params and queries arrive as texts. */
const asText = (part: Part, value: unknown): unknown =>
  part === 'body'
    ? value
    : Object.fromEntries(
        Object.entries(value as object).map(([name, each]) => [name, typeof each === 'object' ? each : String(each)]),
      );

export interface Answer {
  status: number;
  contentType: string;
  requestId: string | null;
  text: string;
}

/** Sends a request as it is; stops reading streams at their first words. */
export async function send(
  url: string,
  route: RouteSpec,
  { params, query, body, type = 'application/json' }: RouteRequest,
  headers: Record<string, string> = {},
  patienceMs = 30_000,
): Promise<Answer> {
  const path = route.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(wellFormed(params[name])));
  const target = new URL(`${route.root ? '' : '/api/v1'}${path}`, url);
  for (const [name, value] of Object.entries(query))
    if (value !== undefined) for (const each of [value].flat()) target.searchParams.append(name, wellFormed(each));
  const bytes = body instanceof Uint8Array;
  const response = await fetch(target, {
    method: route.method,
    signal: AbortSignal.timeout(patienceMs),
    redirect: 'manual',
    headers: { ...(body === undefined ? {} : { 'content-type': type }), ...headers },
    ...(body === undefined ? {} : { body: bytes ? Buffer.from(body) : JSON.stringify(body) }),
  });
  return {
    status: response.status,
    contentType: response.headers.get('content-type') ?? '',
    requestId: response.headers.get('x-request-id'),
    text: await textOf(response),
  };
}

const wellFormed = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined'), 'utf8').toString('utf8');

async function textOf(response: Response): Promise<string> {
  if (!response.headers.get('content-type')?.includes('text/event-stream')) return response.text();
  const reader = response.body!.getReader();
  const { value } = await reader.read();
  await reader.cancel();
  return Buffer.from(value ?? []).toString();
}
