import { z } from 'zod';
import { errors, type ErrorCode } from './errors.js';
import type { ResponseSpec, RouteSpec } from './route.js';

/** A part of an OpenAPI document. */
type Json = { [key: string]: unknown };

export interface OpenApiInfo {
  title: string;
  version: string;
  description?: string;
  /** Address that paths are relative to; the document's own origin unless set. */
  server?: string;
}

/** Errors that any route may answer. */
const always: ErrorCode[] = ['RATE_LIMITED', 'INTERNAL', 'DATABASE_BUSY', 'UNAVAILABLE'];
const signedIn: ErrorCode[] = ['UNAUTHENTICATED', 'TOKEN_EXPIRED', 'FORBIDDEN'];

const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): Json => {
  const { $schema: _, ...json } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    target: 'draft-2020-12',
  }) as Json;
  return json;
};

const problem: Json = {
  type: 'object',
  description: 'RFC 9457 problem',
  required: ['type', 'title', 'status', 'code', 'requestId'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', enum: Object.keys(errors), description: 'Stable name of the error' },
    requestId: { type: 'string' },
    detail: { type: 'string', description: 'What happened here' },
    help: { type: 'string', description: 'What you can do' },
    retryAfterMs: { type: 'integer', description: 'Milliseconds to wait before the same request may work' },
    issues: {
      type: 'array',
      items: {
        type: 'object',
        required: ['path', 'message'],
        properties: {
          path: { type: 'string' },
          message: { type: 'string' },
          node: { type: 'string' },
          code: { type: 'string' },
        },
      },
    },
  },
};

const path = (route: RouteSpec) => `${route.root ? '' : '/api/v1'}${route.path}`.replace(/:(\w+)/g, '{$1}');

/** Parameters of one place. What the server parses from text is described by what comes out of it. */
function parameters(where: 'path' | 'query' | 'header', schema: z.ZodObject | undefined): Json[] {
  return Object.entries(schema?.shape ?? {}).map(([name, field]) => {
    const { description, ...rest } = schemaOf(field as z.ZodType, 'output');
    const required = where === 'path' || !(field as z.ZodType).safeParse(undefined).success;
    return { name, in: where, required, ...(description ? { description } : {}), schema: rest };
  });
}

function success(spec: ResponseSpec, { csv }: RouteSpec): Json {
  if (spec === 'raw')
    return { description: 'As the workflow, or the protocol of the route, answers', content: { '*/*': {} } };
  if (spec === 'empty') return { description: 'Done, no body' };
  if (spec === 'sse')
    return { description: 'Server-sent events', content: { 'text/event-stream': { schema: { type: 'string' } } } };
  if (spec === 'file')
    return {
      description: 'The file, as an attachment',
      content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
    };
  const table = csv ? { 'text/csv': { schema: { type: 'string' } } } : {};
  return { description: 'Success', content: { 'application/json': { schema: schemaOf(spec, 'output') }, ...table } };
}

/** Problem responses, one per status, with an example per code. */
function problems(route: RouteSpec): Json {
  const takesInput = route.body ?? route.query ?? route.params ?? route.headers;
  const codes = new Set<ErrorCode>([
    ...(takesInput ? (['VALIDATION_FAILED'] as const) : []),
    ...(route.body ? (['MALFORMED_JSON', 'BODY_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'] as const) : []),
    ...(route.permission === 'public' ? [] : signedIn),
    ...(route.idempotent ? (['IDEMPOTENCY_KEY_REUSED'] as const) : []),
    ...(route.problems ?? []),
    ...always,
  ]);
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of codes) byStatus.set(errors[code].status, [...(byStatus.get(errors[code].status) ?? []), code]);
  const response = (status: number, list: ErrorCode[]): Json => ({
    description: list.map((code) => `${code}: ${errors[code].title}`).join('\n\n'),
    content: {
      'application/problem+json': {
        schema: { $ref: '#/components/schemas/Problem' },
        examples: Object.fromEntries(
          list.map((code) => [
            code,
            {
              value: { type: `urn:aaas:problem:${code}`, title: errors[code].title, status, code, requestId: 'b7e0…' },
            },
          ]),
        ),
      },
    },
  });
  return Object.fromEntries(
    [...byStatus].sort(([left], [right]) => left - right).map(([status, list]) => [status, response(status, list)]),
  );
}

function operation(name: string, route: RouteSpec): Json {
  const keyed = route.idempotent
    ? [
        {
          name: 'Idempotency-Key',
          in: 'header',
          required: false,
          description: 'The same key and request answer the same again for 24 hours',
          schema: { type: 'string', maxLength: 255 },
        },
      ]
    : [];
  const given = [
    ...parameters('path', route.params),
    ...parameters('query', route.query),
    ...parameters('header', route.headers),
    ...keyed,
  ];
  return {
    operationId: name,
    summary: route.summary,
    tags: [route.tag],
    security: route.permission === 'public' ? [] : [{ bearer: [] }],
    'x-permission': route.permission,
    ...(given.length > 0 ? { parameters: given } : {}),
    ...(route.body
      ? {
          requestBody: {
            required: !route.body.safeParse(undefined).success,
            content: route.raw
              ? { '*/*': {} }
              : {
                  'application/json': { schema: schemaOf(route.body, 'input') },
                  ...Object.fromEntries((route.texts ?? []).map((type) => [type, { schema: { type: 'string' } }])),
                },
          },
        }
      : {}),
    responses: {
      ...Object.fromEntries(Object.entries(route.responses).map(([status, spec]) => [status, success(spec, route)])),
      ...problems(route),
    },
  };
}

/**
 * The OpenAPI 3.1 document of routes, each with its parameters, body, answers, problems and permission. The key of a route is its
 * `operationId`. Give all services' routes for the merged document.
 */
export function openApiDocument(routes: Readonly<Record<string, RouteSpec>>, info: OpenApiInfo): Json {
  const { server, ...rest } = info;
  const paths: Record<string, Json> = {};
  for (const [name, route] of Object.entries(routes))
    (paths[path(route)] ??= {})[route.method.toLowerCase()] = operation(name, route);
  return {
    openapi: '3.1.0',
    info: rest,
    ...(server ? { servers: [{ url: server }] } : {}),
    tags: [...new Set(Object.values(routes).map(({ tag }) => tag))].map((tag) => ({ name: tag })),
    paths,
    components: {
      schemas: { Problem: problem },
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', description: 'Access token or API key' } },
    },
  };
}
