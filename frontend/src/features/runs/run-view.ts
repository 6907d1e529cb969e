import type { Step } from '#libs/contracts';
import type { Graph, GraphEdge, GraphNode } from '../../builder/graph.js';
import type { Status } from '../../ui/tone.js';
import { nodeOfPath, scopeOfPath, type Problem, type RunState, type Span } from './run-state.js';

/** A step at the moment that is shown. */
export interface StepView {
  path: string;
  node: string;
  status: Status;
  port: string | null;
  attempt: number;
  spans: readonly Span[];
  error: Problem | null;
  /** What the API tells beyond history: output, usage, what it waits for. Only at the present moment. */
  detail?: Step;
}

export type RunView = ReadonlyMap<string, StepView>;

/** What the API said of the steps, and the position in history up to which that holds. */
export interface Snapshot {
  seq: number;
  steps: readonly Step[];
}

const dead: readonly Status[] = ['succeeded', 'failed', 'cancelled'];

/**
 * Every step of every opened scope: what history says, what follows from it (dead paths are skipped, a step that all edges reached is
 * under way), and over it what the API said where no later event contradicts.
 */
export function viewOf(graph: Graph, state: RunState, snapshot?: Snapshot): RunView {
  const view = new Map<string, StepView>();
  const told = new Map((snapshot?.steps ?? []).map((step) => [step.path, step]));
  const ended = dead.includes(state.status);
  for (const [prefix, parent] of scopes(graph, state, told)) {
    const body = graph.nodes.filter((node) => node.parent === parent);
    const known = (node: GraphNode) => fromHistory(state, told, snapshot, prefix + node.id, node.id);
    deriveScope(graph, body, prefix, ended, known, view, state);
  }
  return view;
}

/** The top and every item of an opened map: prefix of its paths, and the node whose body it is. */
function scopes(graph: Graph, state: RunState, told: ReadonlyMap<string, Step>): [string, string | undefined][] {
  const prefixes = new Set<string>(['']);
  for (const path of state.steps.keys()) prefixes.add(scopeOfPath(path));
  for (const path of told.keys()) prefixes.add(scopeOfPath(path));
  return [...prefixes]
    .map((prefix) => [prefix, prefix === '' ? undefined : ownerOf(prefix)] as [string, string | undefined])
    .filter(([, owner]) => owner === undefined || graph.byId.has(owner));
}
/** `a[1]/orders[3]/` → `orders`. */
const ownerOf = (prefix: string): string => nodeOfPath(prefix.slice(0, -1)).replace(/\[\d+\]$/, '');

function fromHistory(
  state: RunState,
  told: ReadonlyMap<string, Step>,
  snapshot: Snapshot | undefined,
  path: string,
  node: string,
): StepView | undefined {
  const seen = state.steps.get(path);
  const detail = told.get(path);
  if (detail && (!seen || seen.seq <= (snapshot?.seq ?? 0))) return fromApi(detail, seen?.spans ?? []);
  if (!seen) return undefined;
  return {
    path,
    node,
    status: seen.status,
    port: seen.port,
    attempt: seen.attempt,
    spans: seen.spans,
    error: seen.error,
    ...(detail && { detail }),
  };
}

function fromApi(step: Step, spans: readonly Span[]): StepView {
  const started = step.startedAt ? Date.parse(step.startedAt) : null;
  const finished = step.finishedAt ? Date.parse(step.finishedAt) : null;
  const outcome =
    step.status === 'waiting' ? 'waiting' : step.status === 'failed' ? 'failed' : finished ? 'succeeded' : 'running';
  const own: Span[] =
    started === null || step.status === 'skipped'
      ? []
      : [{ attempt: step.attempt, from: started, to: finished, outcome }];
  const current = spans.at(-1);
  // An attempt under way has left nothing in history yet when its kind repeats safely.
  const extra =
    step.status === 'running' && current && current.to !== null
      ? [{ attempt: step.attempt, from: current.to, to: null, outcome } as Span]
      : [];
  return {
    path: step.path,
    node: step.node,
    status: step.status,
    port: step.port,
    attempt: step.attempt,
    spans: spans.length > 0 ? [...spans, ...extra] : own,
    error: step.error,
    detail: step,
  };
}

function deriveScope(
  graph: Graph,
  body: readonly GraphNode[],
  prefix: string,
  ended: boolean,
  known: (node: GraphNode) => StepView | undefined,
  view: Map<string, StepView>,
  state: RunState,
): void {
  const byId = new Map(body.map((node) => [node.id, node]));
  const visiting = new Set<string>();
  const visit = (node: GraphNode): StepView => {
    const path = prefix + node.id;
    const done = view.get(path);
    if (done) return done;
    const seen = known(node);
    // A cycle is invalid and never runs; the guard only keeps a broken draft from hanging the page.
    const step =
      seen && seen.status !== 'pending'
        ? seen
        : visiting.has(node.id)
          ? blank(path, node.id, 'pending')
          : derived(node, path);
    view.set(path, step);
    return step;
  };
  const derived = (node: GraphNode, path: string): StepView => {
    visiting.add(node.id);
    const inbound = (graph.inbound.get(node.id) ?? []).flatMap((edge) => {
      const from = byId.get(edge.from);
      return from ? [{ edge, from: visit(from) }] : [];
    });
    if (inbound.length > 0 && inbound.every(({ edge, from }) => edgeFate(edge, from) === 'skipped'))
      return blank(path, node.id, 'skipped');
    if (ended) return blank(path, node.id, 'cancelled');
    const settled = inbound.length > 0 && inbound.every(({ edge, from }) => edgeFate(edge, from) !== 'open');
    if (!settled || (state.status !== 'running' && state.status !== 'waiting')) return blank(path, node.id, 'pending');
    const since = Math.max(...inbound.map(({ from }) => from.spans.at(-1)?.to ?? 0));
    return {
      ...blank(path, node.id, 'running'),
      attempt: 1,
      spans: since > 0 ? [{ attempt: 1, from: since, to: null, outcome: 'running' }] : [],
    };
  };
  for (const node of body) visit(node);
}

const blank = (path: string, node: string, status: Status): StepView => ({
  path,
  node,
  status,
  port: null,
  attempt: 0,
  spans: [],
  error: null,
});

/** What became of an edge, from the step it leaves. */
export function edgeFate(edge: GraphEdge, from: Pick<StepView, 'status' | 'port'>): 'taken' | 'skipped' | 'open' {
  if (from.status === 'skipped') return 'skipped';
  if (from.port !== null && (from.status === 'succeeded' || from.status === 'failed'))
    return from.port === edge.port ? 'taken' : 'skipped';
  return from.status === 'failed' ? 'skipped' : 'open';
}
