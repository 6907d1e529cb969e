import type { EdgeState, NodeFace } from '../../builder/canvas-store.js';
import type { Graph, GraphNode } from '../../builder/graph.js';
import type { Format } from '../../text/format.js';
import type { Text } from '../../text/text.js';
import type { Status } from '../../ui/tone.js';
import { edgeFate, type RunView, type StepView } from './run-view.js';
import type { RunState } from './run-state.js';

/** Which item of each map is looked at; without an entry all of them together. */
export type Picks = Readonly<Record<string, number>>;

/** The path of a node under the picks: exact where every map around it has one, else undefined. */
export function pathUnder(graph: Graph, node: GraphNode, picks: Picks): string | undefined {
  const prefix = prefixUnder(graph, node, picks);
  return prefix === undefined ? undefined : prefix + node.id;
}

function prefixUnder(graph: Graph, node: GraphNode, picks: Picks): string | undefined {
  const parent = node.parent === undefined ? undefined : graph.byId.get(node.parent);
  if (!parent) return '';
  const outer = prefixUnder(graph, parent, picks);
  const item = picks[parent.id];
  return outer === undefined || item === undefined ? undefined : `${outer}${parent.id}[${item}]/`;
}

export interface Faces {
  faces: Record<string, NodeFace>;
  edges: Record<string, EdgeState>;
}

/** How every card and edge looks, from the run at the moment shown. */
export function facesOf(
  graph: Graph,
  view: RunView,
  state: RunState,
  picks: Picks,
  words: { t: Text; format: Format },
  now: number,
): Faces {
  const faces: Record<string, NodeFace> = {};
  const edges: Record<string, EdgeState> = {};
  const byNode = new Map<string, StepView[]>();
  for (const step of view.values()) {
    const list = byNode.get(step.node);
    if (list) list.push(step);
    else byNode.set(step.node, [step]);
  }
  for (const node of graph.nodes) {
    const path = pathUnder(graph, node, picks);
    const step = path === undefined ? undefined : view.get(path);
    const face =
      path === undefined
        ? together(byNode.get(node.id) ?? [], words)
        : step
          ? faceOf(step, node, words, now)
          : { status: 'pending' as const, outcome: '', right: '', port: null };
    faces[node.id] =
      node.scope && path !== undefined ? { ...face, scope: scopeFace(node, path, view, state, picks) } : face;
    if (node.scope && path !== undefined) faces[node.id] = withProgress(faces[node.id] as NodeFace, words);
  }
  for (const edge of graph.edges) {
    const from = graph.byId.get(edge.from);
    const to = graph.byId.get(edge.to);
    const path = from && pathUnder(graph, from, picks);
    const steps =
      path === undefined ? (byNode.get(edge.from) ?? []) : [view.get(path)].filter((step) => step !== undefined);
    edges[edge.id] = edgeState(
      steps.map((step) => edgeFate(edge, step)),
      to && faces[to.id]?.status,
    );
  }
  return { faces, edges };
}

function edgeState(fates: readonly ('taken' | 'skipped' | 'open')[], target: Status | undefined): EdgeState {
  if (fates.includes('taken')) return target === 'running' ? 'running' : 'taken';
  return fates.length > 0 && fates.every((fate) => fate === 'skipped') ? 'skipped' : 'idle';
}

function faceOf(step: StepView, node: GraphNode, { t, format }: { t: Text; format: Format }, now: number): NodeFace {
  const first = step.spans[0];
  const last = step.spans.at(-1);
  const ms = first && last ? (last.to ?? now) - first.from : null;
  const right =
    step.status === 'skipped' || step.status === 'pending' || ms === null
      ? ''
      : node.trigger && first
        ? format.clock(first.from)
        : format.duration(ms);
  return { status: step.status, port: step.port, right, outcome: outcomeOf(step, node, t) };
}

/** The footer's words: what came out, as short as it can be said. */
function outcomeOf(step: StepView, node: GraphNode, t: Text): string {
  const { status } = step;
  if (status === 'succeeded') {
    if (node.trigger) return t('run.foot.received');
    return said(step.detail?.output, node.node.kind) ?? (node.ports.length > 1 && step.port ? step.port : '');
  }
  if (status === 'waiting') {
    if (step.error && step.spans.at(-1)?.outcome === 'failed') return t('run.foot.attempt', { n: step.attempt + 1 });
    return t(node.node.kind.startsWith('human.') ? 'run.foot.waiting' : 'run.foot.waitingTime');
  }
  if (status === 'running' && step.attempt > 1) return t('run.foot.attempt', { n: step.attempt });
  if (status === 'failed') return t('run.foot.failed', { count: Math.max(1, step.attempt) });
  return status === 'unknown' ? t('run.foot.unknown') : '';
}

/** "billing, 0.94" of a classification; of others nothing: their output is for the panel. */
function said(output: unknown, kind: string): string | undefined {
  if (kind !== 'ai.classify' || output === null || typeof output !== 'object') return undefined;
  const { label, confidence } = output as { label?: unknown; confidence?: unknown };
  if (typeof label !== 'string') return undefined;
  return typeof confidence === 'number' ? `${label}, ${confidence.toFixed(2)}` : label;
}

const worst: readonly Status[] = [
  'failed',
  'unknown',
  'running',
  'waiting',
  'pending',
  'succeeded',
  'cancelled',
  'skipped',
];

/** One step of a body for all items at once: the status that matters most, and how many are done. */
function together(steps: readonly StepView[], { format }: { format: Format }): NodeFace {
  const counts = countByStatus(steps);
  const status = worst.find((one) => (counts[one] ?? 0) > 0) ?? 'pending';
  const reached = steps.filter((step) => step.status !== 'skipped' && step.status !== 'cancelled').length;
  const done = counts.succeeded ?? 0;
  return {
    status,
    port: null,
    outcome: '',
    right: reached > 0 ? `${format.number(done)} / ${format.number(reached)}` : '',
  };
}

export function countByStatus(steps: readonly { status: Status }[]): Partial<Record<Status, number>> {
  const counts: Partial<Record<Status, number>> = {};
  for (const step of steps) counts[step.status] = (counts[step.status] ?? 0) + 1;
  return counts;
}

/** How the items of a map went: an item is as its steps are. */
function scopeFace(node: GraphNode, path: string, view: RunView, state: RunState, picks: Picks) {
  const byItem = new Map<number, StepView[]>();
  const start = `${path}[`;
  for (const step of view.values()) {
    if (!step.path.startsWith(start)) continue;
    const index = Number.parseInt(step.path.slice(start.length), 10);
    const list = byItem.get(index);
    if (list) list.push(step);
    else byItem.set(index, [step]);
  }
  const count = Math.max(state.items.get(path) ?? 0, ...[...byItem.keys()].map((index) => index + 1), 0);
  const counts: Partial<Record<Status, number>> = {};
  let firstFailed: number | null = null;
  for (let index = 0; index < count; index++) {
    const status = itemStatus(byItem.get(index) ?? [], view.get(path)?.status);
    counts[status] = (counts[status] ?? 0) + 1;
    if (status === 'failed') firstFailed ??= index;
  }
  return { count, counts, firstFailed, picked: picks[node.id] ?? null };
}

function itemStatus(steps: readonly StepView[], map: Status | undefined): Status {
  const counts = countByStatus(steps);
  // A failure that took the error port was dealt with.
  const failed = steps.some((step) => step.status === 'failed' && step.port === null);
  if (failed) return 'failed';
  if (counts.unknown) return 'unknown';
  if (counts.running) return 'running';
  if (counts.waiting) return 'waiting';
  if (steps.length > 0 && !counts.pending) return counts.cancelled && !counts.succeeded ? 'cancelled' : 'succeeded';
  if (steps.length === 0) return map === 'succeeded' ? 'succeeded' : map === 'running' ? 'pending' : (map ?? 'pending');
  return map === 'running' ? 'running' : 'pending';
}

function withProgress(face: NodeFace, { format }: { format: Format }): NodeFace {
  if (!face.scope || face.scope.count === 0 || face.status !== 'running') return face;
  const done =
    (face.scope.counts.succeeded ?? 0) + (face.scope.counts.failed ?? 0) + (face.scope.counts.cancelled ?? 0);
  return { ...face, right: `${format.number(done)} / ${format.number(face.scope.count)}` };
}
