import type { Graph, GraphNode } from '../../builder/graph.js';
import { pathUnder, type Picks } from './faces.js';
import type { RunView, StepView } from './run-view.js';

export interface TimelineRow {
  step: StepView;
  node: GraphNode;
  /** How deep inside maps. */
  depth: number;
}

export interface TimelineRows {
  rows: TimelineRow[];
  skipped: StepView[];
  pending: number;
  /** Ports that led nowhere because another was taken. */
  untaken: string[];
}

/** A row for each step that began, in the order of their beginning; the body of a map below it when an item is picked. */
export function timelineRows(graph: Graph, view: RunView, picks: Picks): TimelineRows {
  const result: TimelineRows = { rows: [], skipped: [], pending: 0, untaken: [] };
  const untaken = new Set<string>();
  addRows(graph, view, picks, undefined, 0, result, untaken);
  result.untaken = [...untaken];
  return result;
}

function addRows(
  graph: Graph,
  view: RunView,
  picks: Picks,
  parent: string | undefined,
  depth: number,
  result: TimelineRows,
  untaken: Set<string>,
): void {
  const began: TimelineRow[] = [];
  for (const node of graph.nodes) {
    if (node.parent !== parent) continue;
    const path = pathUnder(graph, node, picks);
    const step = path === undefined ? undefined : view.get(path);
    if (!step) continue;
    if (step.spans.length > 0) began.push({ step, node, depth });
    else if (step.status === 'skipped') {
      result.skipped.push(step);
      for (const edge of graph.inbound.get(node.id) ?? []) {
        const from = graph.byId.get(edge.from);
        const fromPath = from && pathUnder(graph, from, picks);
        const port = fromPath === undefined ? null : view.get(fromPath)?.port;
        if (port && port !== edge.port) untaken.add(edge.port);
      }
    } else if (step.status === 'pending') result.pending += 1;
  }
  began.sort((a, b) => (a.step.spans[0]?.from ?? 0) - (b.step.spans[0]?.from ?? 0));
  for (const row of began) {
    result.rows.push(row);
    if (row.node.scope && picks[row.node.id] !== undefined)
      addRows(graph, view, picks, row.node.id, depth + 1, result, untaken);
  }
}
