import type { Definition, WorkflowEdge, WorkflowNode } from './definition.js';
import type { Kinds, KindSpec } from './kind.js';

/** A definition as the checks walk it. Ids that occur twice count once, edges with unknown ends not at all. */
export interface Graph {
  definition: Definition;
  kinds: Kinds;
  node(id: string): WorkflowNode | undefined;
  index(id: string): number;
  kindOf(node: WorkflowNode): KindSpec | undefined;
  into(id: string): readonly WorkflowEdge[];
  outOf(id: string): readonly WorkflowEdge[];
  /** All nodes from which a path leads here, within the same scope; without the node itself unless it is on a cycle. */
  upstream(id: string): ReadonlySet<string>;
  /** The scopes around a node, innermost first. Ends where the parents go round. */
  owners(node: WorkflowNode): string[];
}

export function graphOf(definition: Definition, kinds: Kinds): Graph {
  const indexes = new Map<string, number>();
  definition.nodes.forEach((node, index) => indexes.has(node.id) || indexes.set(node.id, index));
  const edges = definition.edges.filter((edge) => indexes.has(edge.from) && indexes.has(edge.to));
  const into = groupEdges(edges, (edge) => edge.to);
  const outOf = groupEdges(edges, (edge) => edge.from);
  const upstream = new Map<string, ReadonlySet<string>>();
  const node = (id: string): WorkflowNode | undefined => definition.nodes[indexes.get(id) ?? -1];
  return {
    definition,
    kinds,
    node,
    index: (id) => indexes.get(id) ?? -1,
    kindOf: ({ kind }) => (Object.hasOwn(kinds, kind) ? kinds[kind] : undefined),
    into: (id) => into.get(id) ?? [],
    outOf: (id) => outOf.get(id) ?? [],
    upstream: (id) => {
      const known = upstream.get(id) ?? ancestors(id, into);
      upstream.set(id, known);
      return known;
    },
    owners: (start) => {
      const owners: string[] = [];
      for (let at = start.parent; at !== undefined && !owners.includes(at); at = node(at)?.parent) owners.push(at);
      return owners;
    },
  };
}

function groupEdges(edges: readonly WorkflowEdge[], key: (edge: WorkflowEdge) => string): Map<string, WorkflowEdge[]> {
  const groups = new Map<string, WorkflowEdge[]>();
  for (const edge of edges) {
    const group = groups.get(key(edge));
    if (group) group.push(edge);
    else groups.set(key(edge), [edge]);
  }
  return groups;
}

function ancestors(id: string, into: Map<string, WorkflowEdge[]>): Set<string> {
  const found = new Set<string>();
  const open = [id];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const edge of into.get(at) ?? []) {
      if (found.has(edge.from)) continue;
      found.add(edge.from);
      open.push(edge.from);
    }
  }
  return found;
}

/** Groups of nodes that lie on cycles together, each as a walk that ends where it began. */
export function cyclesOf(graph: Graph): string[][] {
  const cycles: string[][] = [];
  const done = new Set<string>();
  for (const { id } of graph.definition.nodes) {
    if (done.has(id) || !graph.upstream(id).has(id)) continue;
    const walk = walkBack(graph, id);
    for (const other of graph.upstream(id)) if (graph.upstream(other).has(id)) done.add(other);
    cycles.push(walk);
  }
  return cycles;
}

/** The shortest way from a node on a cycle back to itself. */
function walkBack(graph: Graph, start: string): string[] {
  const cameFrom = new Map<string, string>();
  const open = [start];
  for (let at = open.shift(); at !== undefined; at = open.shift()) {
    for (const { to } of graph.outOf(at)) {
      if (to === start) return [start, ...trail(cameFrom, at, start), start];
      if (cameFrom.has(to)) continue;
      cameFrom.set(to, at);
      open.push(to);
    }
  }
  return [start];
}

function trail(cameFrom: Map<string, string>, end: string, start: string): string[] {
  const way: string[] = [];
  for (let at: string | undefined = end; at !== undefined && at !== start; at = cameFrom.get(at)) way.unshift(at);
  return way;
}
