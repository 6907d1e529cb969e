import { SetMetadata } from '@nestjs/common';
import type { z } from 'zod';
import type { Caller, In, ResponseSpec, RouteSpec } from '#libs/contracts';
import type { FileAnswer, RawAnswer, Reply, ServerEvent, StreamAnswer } from './answers.js';
import type { HttpContext } from './http-context.js';

/** Metadata key under which a controller method carries its route. */
const routeMetadata = Symbol('route');

type Answer<S> = S extends z.ZodType
  ? z.output<S>
  : S extends 'empty'
    ? void
    : S extends 'sse'
      ? AsyncIterable<ServerEvent>
      : S extends 'file'
        ? FileAnswer
        : S extends 'raw'
          ? RawAnswer | StreamAnswer
          : never;

/** What a handler may return: the body of the first success status (the lowest), or `reply(status, body)`. */
export type Result<R extends RouteSpec> =
  | Answer<R['responses'][keyof R['responses'] & number] & ResponseSpec>
  | Reply
  | (R extends { streams: true } ? StreamAnswer : never);

/** On a public route there may be nobody. */
export type CallerOf<R extends RouteSpec> = R['permission'] extends 'public' ? Caller | undefined : Caller;

export type Handler<R extends RouteSpec> = (
  caller: CallerOf<R>,
  input: In<R>,
  http: HttpContext,
) => Result<R> | Promise<Result<R>>;

/** Full path of a route on the server. */
export const pathOf = (route: RouteSpec): string => (route.root ? route.path : `/api/v1${route.path}`);

/**
 * Serves a route by this method: `(caller, {params, query, headers, body}, http)`. Path, permission, validation, status and
 * serialisation all come from the contract.
 */
export function Handle<R extends RouteSpec>(route: R) {
  return <F extends Handler<R>>(
    target: object,
    property: string | symbol,
    descriptor: TypedPropertyDescriptor<F>,
  ): void => {
    SetMetadata(routeMetadata, route)(target, property, descriptor);
  };
}

/** The route that a controller method serves. */
export const routeOf = (method: object): RouteSpec | undefined =>
  Reflect.getMetadata(routeMetadata, method) as RouteSpec | undefined;
