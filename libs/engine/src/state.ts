import type { Flow, FlowNode, FlowScope } from './flow.js';
import type { Grant, RunStatus, StepError, StepPath, StepPhase, Suspension, TimerName } from './protocol.js';

/**
 * Where a step stands. Finer than the public status: `ready` waits for one of the run's places, `backoff` for its next attempt,
 * `open` for its items.
 */
export type StepMode =
  'ready' | 'running' | 'backoff' | 'waiting' | 'open' | 'unknown' | 'succeeded' | 'failed' | 'skipped' | 'cancelled';

export interface StepState {
  mode: StepMode;
  /** Raised by every retry, repeat and phase, so that an event of an earlier one is recognised as stale. */
  attempt: number;
  /** Raised only by a person's "repeat"; part of the idempotency key. */
  generation: number;
  /** Attempts before this generation or phase; the retry policy counts from here. */
  base: number;
  phase: StepPhase;
  readyAt: number;
  /** Of the first attempt. */
  startedAt?: number;
  /** Of this attempt. */
  attemptAt?: number;
  endedAt?: number;
  /** `step.started` was committed for this attempt. */
  started?: true;
  port?: string;
  error?: StepError & { path?: StepPath };
  wait?: Suspension;
  /** What people gave it last, for the attempts that follow. */
  grant?: Grant;
  /** The signal that ended the wait: its payload is the step's output. */
  signalId?: string;
  timers?: Partial<Record<TimerName, number>>;
  /** Its result was carried over from another run. */
  kept?: true;
  /** It was cancelled while nobody knew whether its effect had happened. */
  doubt?: true;
  /** Holds a place among the items of the map around it. */
  busy?: true;
  items?: ItemsState;
}

/** The items of a map or loop that is open, or was. Those of a loop are its iterations. */
export interface ItemsState {
  /** Of a loop: iterations so far, the present one included. */
  count: number;
  /** Of a loop: iterations at most. */
  limit?: number;
  concurrency: number;
  onItemError: 'fail' | 'collect';
  /** Items 0 … next-1 have been opened. */
  next: number;
  /** Have a place. */
  active: number;
  /** Gave their place back because everything in them waits for people, signals or time. */
  parked: number;
  /** Were parked and want a place again. */
  wanting: number;
  done: number;
  /** Indexes of wanting items, oldest first; may hold items that have ended since. */
  resume: number[];
  /** Indexes of items that keep their place though they wait, because too many are parked. */
  overflow: number[];
}

/** One laid-out scope: the root, or one item of a map. */
export interface ScopeState {
  /** Empty for the root, else `orders[3]`. */
  path: string;
  item: number;
  /** By `FlowNode.local`; absent: no inbound edge has settled it yet. */
  steps: (StepState | null)[];
  pending: number[];
  taken: number[];
  /** Nodes that have not ended. */
  left: number;
  /** Steps that need a place. */
  busy: number;
  place: 'active' | 'parked' | 'wanting';
  /** Ready steps that wait for the item's place. */
  held?: StepPath[];
  outcome?: 'succeeded' | 'failed' | 'cancelled';
  error?: StepError & { path?: StepPath };
}

/** Everything a run is, as plain JSON: `JSON.parse(JSON.stringify(state))` goes on exactly as `state` would. */
export interface RunState {
  status: 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';
  paused: boolean;
  startedAt?: number;
  endedAt?: number;
  error?: StepError & { path?: StepPath };
  cancelReason?: string;
  /** The run's own timer, while it is set. */
  timeoutAt?: number;
  /** Steps being executed, and steps in the queue. */
  running: number;
  ready: number;
  queue: StepPath[];
  queueHead: number;
  scopes: Record<string, ScopeState>;
  signals: SignalState;
}

/** Names and ids come from outside: they are keys only with a `$` before them. */
export interface SignalState {
  /** Ids that were accepted. */
  seen: Record<string, 1>;
  seenCount: number;
  /** Signals by name that came before anybody waited. */
  early: Record<string, string[]>;
  earlyCount: number;
  /** Path and attempt of those that wait for the name, oldest first; may hold some that no longer do. */
  waiting: Record<string, [StepPath, number][]>;
}

export function initialState(): RunState {
  return {
    status: 'queued',
    paused: false,
    running: 0,
    ready: 0,
    queue: [],
    queueHead: 0,
    scopes: {},
    signals: { seen: {}, seenCount: 0, early: {}, earlyCount: 0, waiting: {} },
  };
}

export function newScope(scope: FlowScope, path: string, item: number): ScopeState {
  return {
    path,
    item,
    steps: scope.nodes.map(() => null),
    pending: scope.inboundCounts.slice(),
    taken: scope.nodes.map(() => 0),
    left: scope.nodes.length,
    busy: 0,
    place: 'active',
  };
}

export const pathIn = (scope: ScopeState, node: FlowNode): StepPath =>
  scope.path === '' ? node.id : `${scope.path}/${node.id}`;

export const itemPath = (mapPath: StepPath, item: number): string => `${mapPath}[${item}]`;

/** Scope and node of a path, as far as that scope has been opened. */
export function locate(flow: Flow, state: RunState, path: StepPath): { scope: ScopeState; node: FlowNode } | undefined {
  const cut = path.lastIndexOf('/');
  const scopePath = cut < 0 ? '' : path.slice(0, cut);
  const node = flow.byId.get(cut < 0 ? path : path.slice(cut + 1));
  const scope = Object.hasOwn(state.scopes, scopePath) ? state.scopes[scopePath] : undefined;
  return node && scope && scopeFits(scopePath, node) ? { scope, node } : undefined;
}

function scopeFits(scopePath: string, node: FlowNode): boolean {
  const owner = node.scope.owner;
  if (!owner) return scopePath === '';
  const bracket = scopePath.lastIndexOf('[');
  const start = bracket - owner.id.length;
  return start >= 0 && scopePath.startsWith(owner.id, start) && (start === 0 || scopePath[start - 1] === '/');
}

/** The map step that owns an item, with the scope it stands in. */
export function ownerOf(
  flow: Flow,
  state: RunState,
  scope: ScopeState,
): { scope: ScopeState; node: FlowNode; step: StepState } | undefined {
  const bracket = scope.path.lastIndexOf('[');
  const found = bracket < 0 ? undefined : locate(flow, state, scope.path.slice(0, bracket));
  const step = found?.scope.steps[found.node.local];
  return found && step ? { scope: found.scope, node: found.node, step } : undefined;
}

export const isOver = (state: RunState): boolean => state.status !== 'queued' && state.status !== 'running';

/** The run's public status. `running`: something can go on without anybody's help, or is being executed. */
export function runStatus(state: RunState): RunStatus {
  if (state.status !== 'running') return state.status;
  if (state.paused) return 'paused';
  return state.running > 0 || state.ready > 0 ? 'running' : 'waiting';
}
