import ElkApi from 'elkjs/lib/elk-api.js';
import workerUrl from 'elkjs/lib/elk-worker.min.js?url';
import { boxesOf, layoutRequest, type Layout } from './layout.js';
import type { Graph } from './graph.js';

const elk = new ElkApi({ workerFactory: () => new Worker(workerUrl) });

/** Lays out a graph off the main thread. This module, and the engine behind it, load only when a layout is needed. */
export async function autoLayout(graph: Graph, footers: boolean): Promise<Layout> {
  return boxesOf(await elk.layout(layoutRequest(graph, footers)));
}
