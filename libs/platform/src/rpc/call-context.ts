import type { AuditActor, Caller } from '#libs/contracts';
import { Ambient } from '../ambient/index.js';

/** What a handler's own calls inherit from the call it serves. */
export interface CallContext {
  requestId: string;
  /** Epoch ms on the wire's clock: nothing that the handler calls may outlive it. */
  deadline: number;
  /** Who began all this; absent where nobody is signed in. */
  actor?: AuditActor | undefined;
  /** IP address of the client that began it. */
  address?: string | undefined;
}

export const callContext = new Ambient<CallContext>();

/** As the audit log names a caller; undefined for a service, which is known by its name alone. */
export function actorOf(caller: Caller | undefined): AuditActor | undefined {
  if (!caller?.userId) return undefined;
  return caller.apiKeyId
    ? { type: 'apiKey', id: caller.apiKeyId, userId: caller.userId }
    : { type: 'user', id: caller.userId };
}
