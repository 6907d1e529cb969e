import type { z } from 'zod';
import type { CsvTable } from './csv.js';
import type { ErrorCode, Problem } from './errors.js';
import type { Policy } from './permissions.js';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Content types that are read as a text, where a route takes them. */
export const textTypes = ['application/yaml', 'application/x-yaml', 'text/yaml', 'text/x-yaml'] as const;
export type TextType = (typeof textTypes)[number];

/** What a response is, beside a schema: no body, a server-sent event stream, a file, or whatever the handler says (`rawAnswer`). */
export type ResponseSpec = z.ZodType | 'empty' | 'sse' | 'file' | 'raw';

/**
 * A route is a contract: server, OpenAPI and clients are made from it. `path` is relative to `/api/v1` unless `root` is set.
 * Strings in `params`, `query` and `headers` arrive as text: use `z.coerce` there.
 */
export interface RouteSpec {
  method: Method;
  path: string;
  /** Served at the root of the address, not under `/api/v1`. */
  root?: boolean;
  permission: Policy;
  summary: string;
  tag: string;
  params?: z.ZodObject;
  query?: z.ZodObject;
  /** Names in lower case. */
  headers?: z.ZodObject;
  body?: z.ZodType;
  /** Largest body in bytes; 1 MiB unless set. */
  bodyLimit?: number;
  /** Content types beside JSON that this route takes, as one text: `application/yaml`. */
  texts?: readonly TextType[];
  /** The body arrives as the bytes that came, whatever their type: for what strangers sign. `body` is then `z.instanceof(Uint8Array)`. */
  raw?: boolean;
  /** Its answer may be a stream (`StreamAnswer`), which no proxy may hold back. */
  streams?: boolean;
  responses: Record<number, ResponseSpec>;
  /** With `?format=csv` (a field of its query) the answer is this table of its body. */
  csv?: (body: never) => CsvTable;
  problems?: readonly ErrorCode[];
  /** Failures in the shape of a protocol of others; problem documents unless set. */
  failure?: (problem: Problem) => { status: number; body: unknown };
  /** Takes `Idempotency-Key`: the same key and body answer the same again for 24 hours. */
  idempotent?: boolean;
}

export const route = <const T extends RouteSpec>(spec: T): T => spec;

type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined;

/** What a handler receives: the parsed parts of the request. */
export interface In<R extends RouteSpec> {
  params: Parsed<R['params']>;
  query: Parsed<R['query']>;
  headers: Parsed<R['headers']>;
  body: Parsed<R['body']>;
}

type Bodies<R extends RouteSpec> = R['responses'][keyof R['responses'] & number];
/** What the route answers in its body, in any of its successes. */
export type Out<R extends RouteSpec> =
  Bodies<R> extends infer B ? (B extends z.ZodType ? z.output<B> : B extends 'empty' ? void : never) : never;
