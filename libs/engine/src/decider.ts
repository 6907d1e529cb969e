import { decide } from './decide.js';
import type { Flow } from './flow.js';
import { outstanding } from './outstanding.js';
import type { FlowCommand, FlowEvent } from './protocol.js';
import { initialState, isOver, runStatus, type RunState } from './state.js';

/** Raised with every change after which an old state would go on differently. */
export const engineVersion = 2;

/** A flow in the shape of durable's `Decider`, which the engine does not import. */
export class FlowDecider {
  readonly version = engineVersion;

  constructor(readonly flow: Flow) {}

  initial(): RunState {
    return initialState();
  }

  /** See `decide`: the state handed in is used up. */
  decide(state: RunState, event: FlowEvent): { state: RunState; commands: FlowCommand[] } {
    return decide(this.flow, state, event);
  }

  outstanding(state: RunState): FlowCommand[] {
    return outstanding(this.flow, state);
  }

  /** `paused` only when no step is in execution any more: until then the lease is needed. */
  status(state: RunState): 'running' | 'waiting' | 'paused' | 'succeeded' | 'failed' | 'cancelled' {
    const status = runStatus(state);
    if (status === 'queued') return 'waiting';
    return !isOver(state) && state.running > 0 ? 'running' : status;
  }
}
