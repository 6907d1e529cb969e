import type { ElkNode } from 'elkjs/lib/elk-api.js';
import { cardHeight, portY, sizes, type Graph, type GraphNode } from './graph.js';

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}
/** A map or loop whose body has no steps yet. */
const emptyScope = { width: 320, height: 160 } as const;

/** Boxes by node id; those of a body are relative to their group. */
export type Layout = ReadonlyMap<string, Box>;

/** Of the whole and of each body: the engine does not hand these down. Large graphs stand closer, so that more is seen at once. */
const spacing = (graph: Graph): Record<string, string> => ({
  'elk.layered.spacing.nodeNodeBetweenLayers': graph.nodes.length > 9 ? '48' : '72',
  'elk.layered.spacing.edgeNodeBetweenLayers': '20',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '8',
  'elk.spacing.nodeNode': '32',
  'elk.spacing.edgeNode': '24',
  'elk.spacing.edgeEdge': '16',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
});
const options: Record<string, string> = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  // Of the whole only: in a body it makes the engine throw.
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.padding': '[top=0,left=0,bottom=0,right=0]',
};
const bodyPadding = `[top=${sizes.groupHead + sizes.groupPad},left=${sizes.groupPad + 4},bottom=${sizes.groupPad},right=${sizes.groupPad + 4}]`;

/** What the layout engine is asked: cards with their ports where they are drawn, bodies inside their groups. */
export function layoutRequest(graph: Graph, footers: boolean): ElkNode {
  const space = spacing(graph);
  const children = (parent: string | undefined): ElkNode[] =>
    graph.nodes.filter((node) => node.parent === parent).map((node) => elkNode(node, footers, space, children));
  return {
    id: ' root',
    layoutOptions: { ...options, ...space },
    children: children(undefined),
    edges: graph.edges.map((edge) => ({
      id: edge.id,
      sources: [`${edge.from}:${edge.port}`],
      targets: [`${edge.to}>in`],
    })),
  };
}

function elkNode(
  node: GraphNode,
  footers: boolean,
  space: Record<string, string>,
  children: (parent: string) => ElkNode[],
): ElkNode {
  const body = children(node.id);
  const group = body.length > 0;
  const height = cardHeight(node, footers && !node.scope);
  return {
    id: node.id,
    ...(node.scope && !group ? emptyScope : { width: sizes.width, height }),
    layoutOptions: {
      'elk.portConstraints': group ? 'FIXED_ORDER' : 'FIXED_POS',
      ...(group && {
        ...space,
        'elk.padding': bodyPadding,
        'elk.nodeSize.constraints': 'MINIMUM_SIZE',
        'elk.nodeSize.minimum': `(${emptyScope.width},${emptyScope.height})`,
      }),
    },
    ports: [
      { id: `${node.id}>in`, x: 0, y: sizes.head / 2, layoutOptions: { 'elk.port.side': 'WEST' } },
      ...node.ports.map((port, index) => ({
        id: `${node.id}:${port}`,
        x: node.scope && !group ? emptyScope.width : sizes.width,
        y: portY(node, index),
        layoutOptions: { 'elk.port.side': 'EAST', 'elk.port.index': String(index) },
      })),
    ],
    ...(group && { children: body }),
  };
}

/** The engine's answer on our grid. */
export function boxesOf(answer: ElkNode): Layout {
  const boxes = new Map<string, Box>();
  const snap = (value: number) => Math.round(value / sizes.grid) * sizes.grid;
  const walk = (node: ElkNode) => {
    for (const child of node.children ?? []) {
      boxes.set(child.id, {
        x: snap(child.x ?? 0),
        y: snap(child.y ?? 0),
        width: snap(child.width ?? sizes.width),
        height: snap(child.height ?? sizes.head),
      });
      walk(child);
    }
  };
  walk(answer);
  return boxes;
}

/** Boxes from the top left of the whole canvas. */
export function absoluteBoxes(graph: Graph, layout: Layout): Layout {
  const boxes = new Map<string, Box>();
  const boxOf = (id: string): Box | undefined => {
    const known = boxes.get(id);
    if (known) return known;
    const own = layout.get(id);
    if (!own) return undefined;
    const parent = graph.byId.get(id)?.parent;
    const around = parent === undefined ? undefined : boxOf(parent);
    const box = around ? { ...own, x: own.x + around.x, y: own.y + around.y } : own;
    boxes.set(id, box);
    return box;
  };
  for (const { id } of graph.nodes) boxOf(id);
  return boxes;
}

/** The places that people gave. Undefined when a node has none: then everything is laid out. */
export function givenLayout(graph: Graph, footers: boolean): Layout | undefined {
  const boxes = new Map<string, Box>();
  for (const node of graph.nodes) {
    const at = node.node.position;
    if (!at) return undefined;
    const size = node.scope ? emptyScope : { width: sizes.width, height: cardHeight(node, footers) };
    boxes.set(node.id, { ...at, ...size });
  }
  return fitGroups(graph, boxes);
}

/** A group spans its body; the body's places become relative to it. Innermost groups first. */
function fitGroups(graph: Graph, boxes: Map<string, Box>): Layout {
  const depth = (node: GraphNode): number => {
    const parent = node.parent === undefined ? undefined : graph.byId.get(node.parent);
    return parent ? depth(parent) + 1 : 0;
  };
  const bodies = new Map<string, GraphNode[]>();
  for (const node of graph.nodes)
    if (node.parent !== undefined) bodies.set(node.parent, [...(bodies.get(node.parent) ?? []), node]);
  const inner = (node: GraphNode) => bodies.get(node.id) ?? [];
  const groups = graph.nodes.filter((node) => inner(node).length > 0).sort((a, b) => depth(b) - depth(a));
  for (const group of groups) {
    const body = inner(group)
      .map((child) => boxes.get(child.id))
      .filter((box) => box !== undefined);
    const x = Math.min(...body.map((box) => box.x)) - sizes.groupPad - 12;
    const y = Math.min(...body.map((box) => box.y)) - sizes.groupPad - sizes.groupHead;
    const right = Math.max(...body.map((box) => box.x + box.width)) + sizes.groupPad + 12;
    const bottom = Math.max(...body.map((box) => box.y + box.height)) + sizes.groupPad;
    boxes.set(group.id, { x, y, width: right - x, height: bottom - y });
  }
  const result = new Map<string, Box>();
  for (const node of graph.nodes) {
    const box = boxes.get(node.id);
    const parent = node.parent === undefined ? undefined : boxes.get(node.parent);
    if (box) result.set(node.id, parent ? { ...box, x: box.x - parent.x, y: box.y - parent.y } : box);
  }
  return result;
}
