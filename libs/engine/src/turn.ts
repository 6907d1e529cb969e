import type { Flow, FlowNode } from './flow.js';
import type { FlowCommand, StepError, StepPath } from './protocol.js';
import type { RunState, ScopeState } from './state.js';

/**
 * What follows from an event, still to be done in this decision. Consequences are queued instead of called, so that a chain of a
 * thousand skipped nodes needs no stack and the modules need not know each other.
 */
export type Job =
  | { do: 'enter'; scope: ScopeState; node: FlowNode }
  | { do: 'leave'; scope: ScopeState; node: FlowNode; port?: string }
  | { do: 'fail'; scope: ScopeState; node: FlowNode; error: StepError & { path?: StepPath } }
  | { do: 'close'; scope: ScopeState; outcome: 'succeeded' | 'failed'; error?: StepError & { path?: StepPath } }
  | { do: 'grant'; scope: ScopeState; node: FlowNode };

/** One call of `decide`. */
export interface Turn {
  flow: Flow;
  state: RunState;
  at: number;
  commands: FlowCommand[];
  jobs: Job[];
  /** Items in which nothing needs a place any more, unless a later job of this turn says otherwise. */
  idle: ScopeState[];
}
