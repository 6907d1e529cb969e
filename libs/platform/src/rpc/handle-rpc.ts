import 'reflect-metadata';
import type { Caller, RpcIn, RpcSpec } from '#libs/contracts';
import type { z } from 'zod';

export interface RpcContext {
  /** Aborts at the deadline, at a cancel, when the caller is gone, and when this replica shuts down. */
  signal: AbortSignal;
  requestId: string;
  /** The service that calls. */
  from: string;
}

/** Methods for services alone may be called on nobody's behalf; all others have a caller whose permission was checked. */
export type CallerOf<R extends RpcSpec> = R['permission'] extends 'service' | 'public' ? Caller | undefined : Caller;

type Answer<R extends RpcSpec> = z.input<R['response']>;
export type RpcHandler<R extends RpcSpec> = (
  caller: CallerOf<R>,
  request: RpcIn<R>,
  context: RpcContext,
) => R extends { stream: true } ? AsyncIterable<Answer<R>> : Answer<R> | Promise<Answer<R>>;

const handles = Symbol('rpc:handles');

/** Answers one RPC: `(caller, request, {signal, requestId, from})`. With `stream`, the method is an async generator. */
export const HandleRpc =
  <const R extends RpcSpec>(spec: R) =>
  <T extends RpcHandler<R>>(_target: object, _name: string | symbol, descriptor: TypedPropertyDescriptor<T>): void => {
    if (descriptor.value) Reflect.defineMetadata(handles, spec, descriptor.value);
  };

export interface HandlerEntry {
  spec: RpcSpec;
  /** Where it was declared, for messages. */
  name: string;
  handle: (caller: Caller | undefined, request: unknown, context: RpcContext) => unknown;
}

/** The RPC handlers of one object, bound to it. */
export const handlersOf = (instance: object): HandlerEntry[] => {
  const found: HandlerEntry[] = [];
  const prototype = Object.getPrototypeOf(instance) as object | null;
  if (!prototype || prototype === Object.prototype) return found;
  for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
    const spec = typeof value === 'function' ? (Reflect.getMetadata(handles, value) as RpcSpec | undefined) : undefined;
    if (spec)
      found.push({
        spec,
        name: `${instance.constructor.name}.${name}`,
        handle: value.bind(instance) as HandlerEntry['handle'],
      });
  }
  return found;
};

/**
 * Pairs a service's table of methods with what was found.
 * @throws Error that names every method without a handler, every handler without a method, and every method handled twice
 */
export const matchHandlers = (
  specs: readonly RpcSpec[],
  entries: readonly HandlerEntry[],
): Map<string, HandlerEntry> => {
  const problems: string[] = [];
  const table = new Map<string, HandlerEntry>();
  for (const entry of entries) {
    const twin = table.get(entry.spec.method);
    if (twin) problems.push(`${entry.spec.method} is handled twice, by ${twin.name} and ${entry.name}`);
    else if (!specs.includes(entry.spec))
      problems.push(`${entry.name} handles ${entry.spec.method}, which is not in the service's table`);
    table.set(entry.spec.method, entry);
  }
  for (const spec of specs) if (!table.has(spec.method)) problems.push(`no handler for ${spec.method}`);
  if (problems.length > 0) throw new Error(`RPC handlers and contracts do not match:\n- ${problems.join('\n- ')}`);
  return table;
};
