import type { Definition, WorkflowNode } from '#libs/workflow';
import { isScope, isTrigger, outputPorts } from './kinds.js';

/** Sizes of the node card in px; the same as the tokens, which the layout cannot read. */
export const sizes = {
  width: 208,
  head: 56,
  port: 24,
  portsBelow: 6,
  footer: 26,
  grid: 8,
  /** Inside a group: around its nodes, and its head above them. */
  groupPad: 20,
  groupHead: 64,
} as const;

export interface GraphEdge {
  id: string;
  from: string;
  to: string;
  port: string;
}

export interface GraphNode {
  id: string;
  node: WorkflowNode;
  parent: string | undefined;
  scope: boolean;
  trigger: boolean;
  ports: readonly string[];
  /** Output ports with an edge. */
  connected: ReadonlySet<string>;
  hasInput: boolean;
}

export interface Graph {
  nodes: readonly GraphNode[];
  edges: readonly GraphEdge[];
  byId: ReadonlyMap<string, GraphNode>;
  inbound: ReadonlyMap<string, readonly GraphEdge[]>;
  outbound: ReadonlyMap<string, readonly GraphEdge[]>;
}

/** The definition as the canvas needs it: ports named, edges by node. Edges to nodes that are not there are left out. */
export function graphOf(definition: Definition): Graph {
  const ids = new Map(definition.nodes.map((node) => [node.id, node]));
  const drawn = definition.edges.filter((edge) => ids.has(edge.from) && ids.has(edge.to));
  const leading = groupBy(drawn, (edge) => edge.from);
  const ports = new Map(
    definition.nodes.map((node) => [
      node.id,
      outputPorts(
        node,
        (leading.get(node.id) ?? []).map((edge) => edge.port),
      ),
    ]),
  );
  const edges = drawn.map((edge) => {
    const port = edge.port ?? ports.get(edge.from)?.[0] ?? 'next';
    return { id: `${edge.from}:${port}>${edge.to}`, from: edge.from, to: edge.to, port };
  });
  const inbound = groupBy(edges, (edge) => edge.to);
  const outbound = groupBy(edges, (edge) => edge.from);
  const nodes = definition.nodes.map((node) => ({
    id: node.id,
    node,
    parent: node.parent !== undefined && ids.has(node.parent) ? node.parent : undefined,
    scope: isScope(node.kind),
    trigger: isTrigger(node.kind),
    ports: ports.get(node.id) ?? [],
    connected: new Set((outbound.get(node.id) ?? []).map((edge) => edge.port)),
    hasInput: inbound.has(node.id),
  }));
  return { nodes, edges, byId: new Map(nodes.map((node) => [node.id, node])), inbound, outbound };
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}

/** Height of a card, with its footer where there is one. */
export const cardHeight = (node: GraphNode, footer: boolean): number =>
  sizes.head +
  (node.ports.length > 1 ? node.ports.length * sizes.port + sizes.portsBelow : 0) +
  (footer ? sizes.footer : 0);

/** Where a port's middle is, from the card's top. */
export const portY = (node: GraphNode, index: number): number =>
  node.scope || node.ports.length <= 1 ? sizes.head / 2 : sizes.head + (index + 0.5) * sizes.port;
