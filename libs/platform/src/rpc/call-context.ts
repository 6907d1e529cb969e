import { Ambient } from '../ambient/index.js';

/** What a handler's own calls inherit from the call it serves. */
export interface CallContext {
  requestId: string;
  /** Epoch ms on the wire's clock: nothing that the handler calls may outlive it. */
  deadline: number;
}

export const callContext = new Ambient<CallContext>();
