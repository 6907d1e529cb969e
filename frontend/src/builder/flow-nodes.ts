import type { Definition } from '#libs/workflow';
import type { Text } from '../text/text.js';
import { around } from './edit/align.js';
import type { FlowEdgeType } from './flow-edge.js';
import type { Graph, GraphNode } from './graph.js';
import type { GroupNode } from './group-card.js';
import { nameOf } from './kinds.js';
import { absoluteBoxes, type Box, type Layout } from './layout.js';
import type { StepNode } from './node-card.js';
import type { NoteNode } from './note-card.js';
import type { ScopeNode } from './scope-node.js';

export type AnyNode = StepNode | ScopeNode | NoteNode | GroupNode;

/** React Flow's nodes for the steps, groups before what they hold, as it wants them. */
export function stepNodes(graph: Graph, layout: Layout, t: Text): (StepNode | ScopeNode)[] {
  const filled = new Set(graph.nodes.flatMap(({ parent }) => parent ?? []));
  const depth = (node: GraphNode): number => {
    const parent = node.parent === undefined ? undefined : graph.byId.get(node.parent);
    return parent ? depth(parent) + 1 : 0;
  };
  return graph.nodes
    .map((node) => [depth(node), node] as const)
    .toSorted(([a], [b]) => a - b)
    .map(([, node]) => {
      const box = layout.get(node.id) ?? { x: 0, y: 0, width: 0, height: 0 };
      const group = node.scope || filled.has(node.id);
      return {
        id: node.id,
        type: group ? 'scope' : 'step',
        position: { x: box.x, y: box.y },
        data: group ? { graph: node, empty: !filled.has(node.id) } : { graph: node },
        ariaLabel: t('canvas.node', { name: nameOf(node.node), kind: node.node.kind }),
        ...(node.parent !== undefined && { parentId: node.parent }),
        ...(group && { style: { width: box.width, height: box.height } }),
      } as StepNode | ScopeNode;
    });
}

export const noteNodes = (definition: Definition): NoteNode[] =>
  (definition.canvas?.notes ?? []).map((note) => ({
    id: `note:${note.id}`,
    type: 'note',
    position: note.position,
    data: { id: note.id, text: note.text },
    selectable: false,
    focusable: false,
    style: { width: note.width ?? 232 },
  }));

/** A group's area is what its steps take, and room for its title. */
export function groupNodes(definition: Definition, graph: Graph, layout: Layout): GroupNode[] {
  const groups = definition.canvas?.groups ?? [];
  if (groups.length === 0) return [];
  const boxes = absoluteBoxes(graph, layout);
  return groups.flatMap((group): GroupNode[] => {
    const inside = group.nodes.map((id) => boxes.get(id)).filter((box): box is Box => box !== undefined);
    if (inside.length === 0) return [];
    const box = around(inside);
    return [
      {
        id: `group:${group.id}`,
        type: 'group',
        position: { x: box.x - 16, y: box.y - 36 },
        data: { id: group.id, title: group.title },
        selectable: false,
        focusable: false,
        zIndex: -1,
        style: { width: box.width + 32, height: box.height + 52 },
      },
    ];
  });
}

export const edgesOf = (graph: Graph): FlowEdgeType[] =>
  graph.edges.map((edge) => ({
    id: edge.id,
    type: 'flow',
    source: edge.from,
    sourceHandle: edge.port,
    target: edge.to,
    targetHandle: 'in',
    data: { error: edge.port === 'error' },
    focusable: false,
    selectable: false,
  }));
