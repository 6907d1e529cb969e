/**
 * What a run's history means, event by event. Pure: the same events give the same state, so the canvas can show any past moment.
 * Longer than most files because it is one table of events; each entry is a few lines.
 */
import type { RunEvent, Run } from '#libs/contracts';
import type { GraphNode } from '../../builder/graph.js';
import type { Status } from '../../ui/tone.js';

export interface Problem {
  code: string;
  message: string;
}

/** A stretch of time in a step's life: an attempt at work, or a wait. Times are epoch milliseconds; `to` is null while it lasts. */
export interface Span {
  attempt: number;
  from: number;
  to: number | null;
  outcome: 'running' | 'succeeded' | 'failed' | 'waiting' | 'unknown';
  error?: Problem;
}

export interface StepState {
  path: string;
  node: string;
  status: Status;
  port: string | null;
  attempt: number;
  spans: Span[];
  error: Problem | null;
  /** Name of the signal it waits for. */
  signal?: string;
  /** The last event that touched it. */
  seq: number;
}

export interface RunState {
  status: Run['status'];
  error: Problem | null;
  steps: Map<string, StepState>;
  /** Items of each opened map, iterations begun of each loop, by its path. */
  items: Map<string, number>;
  seq: number;
  startedAt: number | null;
  finishedAt: number | null;
}

export const emptyRun = (): RunState => ({
  status: 'queued',
  error: null,
  steps: new Map(),
  items: new Map(),
  seq: 0,
  startedAt: null,
  finishedAt: null,
});

/** `orders[3]/fetch` → `fetch`. */
export const nodeOfPath = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
/** `orders[3]/fetch` → `orders[3]/`; of a step at the top an empty text. */
export const scopeOfPath = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1);

type Nodes = ReadonlyMap<string, GraphNode>;
interface Turn {
  state: RunState;
  step: StepState;
  at: number;
  data: Record<string, unknown>;
  node: GraphNode | undefined;
}

/** Adds one event to the state, in place. Events of kinds it does not know change nothing but the position. */
export function applyEvent(state: RunState, event: RunEvent, nodes: Nodes): void {
  if (event.seq <= state.seq) return;
  state.seq = event.seq;
  const at = Date.parse(event.at);
  const ofRun = runEvents[event.type];
  if (ofRun) return ofRun(state, at, event.data);
  const ofStep = stepEvents[event.type];
  if (!ofStep || event.path === undefined) return;
  const node = nodeOfPath(event.path);
  const step = state.steps.get(event.path) ?? newStep(event.path, node);
  step.seq = event.seq;
  state.steps.set(event.path, step);
  ofStep({ state, step, at, data: event.data, node: nodes.get(node) });
}

const newStep = (path: string, node: string): StepState => ({
  path,
  node,
  status: 'pending',
  port: null,
  attempt: 0,
  spans: [],
  error: null,
  seq: 0,
});

const runEvents: Record<string, (state: RunState, at: number, data: Record<string, unknown>) => void> = {
  'run.started': (state, at, data) => {
    state.status = 'running';
    state.startedAt ??= at;
    for (const scope of (data['carried'] ?? []) as CarriedScope[]) carryOver(state, scope);
  },
  'run.retryRequested': (state) => {
    // Of a run that goes on it is about a step that backs off, which says so itself.
    if (state.finishedAt === null) return;
    Object.assign(state, { status: 'running', finishedAt: null, error: null });
    for (const step of state.steps.values())
      if (step.status === 'cancelled' || (step.status === 'failed' && step.port === null))
        Object.assign(step, { status: 'running', error: null, seq: state.seq });
  },
  'run.pauseRequested': (state) => {
    state.status = 'paused';
  },
  'run.resumeRequested': (state) => {
    state.status = 'running';
  },
  'run.finished': (state, at, data) => {
    const { status } = data;
    if (status === 'succeeded' || status === 'failed' || status === 'cancelled') state.status = status;
    state.finishedAt = at;
    state.error = problemIn(data);
    for (const step of state.steps.values()) if (open(step)) end(step, 'cancelled', at, null);
  },
  'signal.received': (state, at, data) => {
    const waiting = [...state.steps.values()].find((step) => step.status === 'waiting' && step.signal === data['name']);
    if (waiting) end(waiting, 'succeeded', at, 'next');
  },
};

/** A scope with the results that the run begins with, because the run that it repeats had them. */
interface CarriedScope {
  path: string;
  steps: Record<string, { mode: Status | 'open'; attempt: number; port?: string; items?: { count: number } }>;
}

function carryOver(state: RunState, { path, steps }: CarriedScope): void {
  for (const [node, { mode, attempt, port, items }] of Object.entries(steps)) {
    const at = path === '' ? node : `${path}/${node}`;
    const status = mode === 'open' ? 'running' : mode;
    state.steps.set(at, { ...newStep(at, node), status, attempt, port: port ?? null, seq: state.seq });
    if (items) state.items.set(at, items.count);
  }
}

const stepEvents: Record<string, (turn: Turn) => void> = {
  'step.started': ({ step, at, data }) => {
    step.attempt = number(data['attempt']) ?? step.attempt + 1;
    step.status = 'running';
    step.spans.push({ attempt: step.attempt, from: at, to: null, outcome: 'running' });
  },
  'step.succeeded': (turn) => {
    const { state, step, at, data } = turn;
    const items = number(data['items']);
    const { more } = data;
    if (more === undefined ? items !== undefined : more === true) {
      // A map is open now: it goes on until its items have ended and were collected. A loop begins another iteration.
      const begun = items === undefined ? (state.items.get(step.path) ?? 0) : 0;
      state.items.set(step.path, more === true ? begun + 1 : (items ?? 0));
      step.status = 'running';
      step.attempt = number(data['attempt']) ?? 1;
      if (!last(step)) step.spans.push({ attempt: step.attempt, from: at, to: null, outcome: 'running' });
      return;
    }
    work(turn, 'succeeded');
    step.status = 'succeeded';
    step.error = null;
    step.port = text(data['port']) ?? turn.node?.ports[0] ?? null;
  },
  'step.failed': (turn) => {
    const { step, data, node } = turn;
    const error = problemIn(data) ?? { code: 'STEP_CRASHED', message: '' };
    work(turn, 'failed', error);
    step.error = error;
    const policy = node?.node.retry;
    const again = (data['error'] as { retry?: string } | undefined)?.retry !== 'never';
    if (again && step.attempt < (policy?.maxAttempts ?? 1)) {
      step.status = 'waiting';
      return;
    }
    step.status = 'failed';
    const { onError } = node?.node ?? {};
    step.port = onError === 'branch' ? 'error' : onError === 'continue' ? (node?.ports[0] ?? null) : null;
  },
  'step.suspended': (turn) => {
    const { step, at, data } = turn;
    if (number(spentMs(data)) || last(step)?.to === null) work(turn, 'succeeded');
    const wait = (data['wait'] ?? {}) as { signal?: unknown; reply?: unknown };
    step.attempt = number(data['attempt']) ?? Math.max(1, step.attempt);
    // Another service works on it: for a person that is work under way, not a wait.
    const working = wait.reply === true;
    step.status = working ? 'running' : 'waiting';
    step.signal = text(wait.signal);
    step.spans.push({ attempt: step.attempt, from: at, to: null, outcome: working ? 'running' : 'waiting' });
  },
  'step.resolved': ({ step, at, data, node }) =>
    end(step, 'succeeded', at, text(data['port']) ?? node?.ports[0] ?? null),
  'step.granted': ({ step, at }) => {
    const waited = last(step);
    if (waited?.to === null) waited.to = at;
    step.status = 'running';
  },
  'step.unknown': (turn) => {
    work(turn, 'unknown');
    turn.step.status = 'unknown';
  },
  'step.settled': ({ step, at, data, node }) => {
    if (data['decision'] === 'happened') end(step, 'succeeded', at, node?.ports[0] ?? null);
    else if (data['decision'] === 'fail') end(step, 'failed', at, null);
    else step.status = 'pending';
  },
  'timer.fired': ({ step, at, data, node }) => {
    if (step.status !== 'waiting' || last(step)?.outcome !== 'waiting') return;
    if (data['timer'] === 'until') end(step, 'succeeded', at, node?.ports[0] ?? null);
    else if (data['timer'] === 'deadline') {
      const wired = node?.connected.has('expired') ?? false;
      end(step, wired ? 'succeeded' : 'failed', at, wired ? 'expired' : null);
    }
  },
};

const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const spentMs = (data: Record<string, unknown>) => (data['meta'] as { ms?: unknown } | undefined)?.ms;
const last = (step: StepState): Span | undefined => step.spans.at(-1);
const open = (step: StepState): boolean => ['running', 'waiting', 'pending'].includes(step.status);

function problemIn(data: Record<string, unknown>): Problem | null {
  const error = data['error'] as { code?: unknown; message?: unknown } | null | undefined;
  return error ? { code: text(error.code) ?? '', message: text(error.message) ?? '' } : null;
}

/** Closes the attempt that was at work; one that left no start in history began as long ago as it took. */
function work({ step, at, data }: Turn, outcome: Span['outcome'], error?: Problem): void {
  step.attempt = number(data['attempt']) ?? Math.max(1, step.attempt);
  const current = last(step);
  if (current?.to === null) {
    Object.assign(current, { to: at, outcome, ...(error && { error }) });
    return;
  }
  const from = at - (number(spentMs(data)) ?? 0);
  step.spans.push({ attempt: step.attempt, from, to: at, outcome, ...(error && { error }) });
}

function end(step: StepState, status: Status, at: number, port: string | null): void {
  step.status = status;
  step.port = port;
  const current = last(step);
  if (current?.to === null) {
    current.to = at;
    if (current.outcome === 'running' && status === 'failed') current.outcome = 'failed';
    else if (current.outcome === 'running' && status === 'succeeded') current.outcome = 'succeeded';
  }
}

/** The state after the first `count` events. */
export function stateAfter(events: readonly RunEvent[], count: number, nodes: Nodes): RunState {
  const state = emptyRun();
  for (let index = 0; index < count; index++) applyEvent(state, events[index] as RunEvent, nodes);
  return state;
}
