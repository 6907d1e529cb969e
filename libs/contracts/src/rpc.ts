import type { z } from 'zod';
import type { ErrorCode } from './errors.js';
import type { Policy } from './permissions.js';

export const services = ['auth', 'company', 'agents', 'ai', 'notifications'] as const;
export type ServiceName = (typeof services)[number];

/**
 * One call between services. At most once: what must not be lost is a durable run, a delivery or an event.
 * The method's name on the wire is its key in the service's table: `company.members.resolve`.
 */
export interface RpcSpec {
  service: ServiceName;
  method: string;
  /** `service`: any caller the platform signed. A permission: the signed caller's role must hold it. */
  permission: Policy;
  /** The services that may call it; all of them unless set. */
  callers?: readonly ServiceName[];
  request: z.ZodType;
  response: z.ZodType;
  /** With `stream`, the handler is an async iterable of `response`. */
  stream?: boolean;
  /** Deadline in ms unless the caller sets a shorter one. */
  timeoutMs: number;
  problems?: readonly ErrorCode[];
}

export const rpc = <const T extends RpcSpec>(spec: T): T => spec;
export type RpcIn<R extends RpcSpec> = z.output<R['request']>;
export type RpcOut<R extends RpcSpec> = z.output<R['response']>;
