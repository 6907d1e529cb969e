import type { Caller } from '#libs/contracts';
import type { HttpContext } from '#libs/platform/http';
import type { RpcContext } from '#libs/platform/rpc';
import type { AiTask, Incoming } from './asking.js';

/** A service's key is the step's own. */
export const byRpc = (
  { key, origin, endpoint }: Pick<Incoming, 'key' | 'origin' | 'endpoint'>,
  { signal }: RpcContext,
): Incoming => ({ key, origin, endpoint, signal });

/** A person's key counts for him and this route alone. Without one, each request is an ask of its own. */
export function byHttp(
  caller: Caller,
  task: AiTask,
  { idempotencyKey, signal }: Pick<HttpContext, 'idempotencyKey' | 'signal'>,
): Incoming {
  return {
    key: idempotencyKey === undefined ? undefined : `http ${caller.userId ?? ''} ${task} ${idempotencyKey}`,
    signal,
  };
}
