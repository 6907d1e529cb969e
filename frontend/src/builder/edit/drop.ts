import type { ReactFlowInstance } from '@xyflow/react';
import type { Definition, Edit } from '#libs/workflow';
import type { FlowEdgeType } from '../flow-edge.js';
import type { AnyNode } from '../flow-nodes.js';
import type { Graph } from '../graph.js';
import type { Layout } from '../layout.js';
import { edgeOf } from './can-connect.js';
import type { Editor } from './editor-store.js';
import { dropOnEdge, groupsOf, notesOf, type Place } from './operations.js';

export interface Dropped {
  editor: Editor;
  flow: ReactFlowInstance<AnyNode, FlowEdgeType>;
  graph: Graph;
  /** Where everything stood before. */
  boxes: Layout;
  /** The one under the pointer. */
  node: AnyNode;
  moved: readonly AnyNode[];
  clientX: number;
  clientY: number;
}

/** What a drag means: new places; a lone step on an edge goes into it, over a body goes inside, out of its body goes out. */
export function dropped({ editor, flow, graph, boxes, node, moved, clientX, clientY }: Dropped): Edit | undefined {
  const { definition } = editor;
  const positions: Record<string, Place> = {};
  const notes = new Map<string, Place>();
  const shift = (id: string, by: Place) => {
    const box = boxes.get(id);
    if (box && !positions[id]) positions[id] = { x: box.x + by.x, y: box.y + by.y };
    for (const inner of graph.nodes) if (inner.parent === id) shift(inner.id, by);
  };
  for (const each of moved) {
    const at = flow.getInternalNode(each.id)?.internals.positionAbsolute ?? each.position;
    if (each.type === 'note') notes.set(each.data.id, at);
    else if (each.type === 'group') {
      const group = groupsOf(definition).find(({ id }) => id === each.data.id);
      const corner = cornerOf(group?.nodes ?? [], boxes);
      if (corner) for (const id of group?.nodes ?? []) shift(id, { x: at.x + 16 - corner.x, y: at.y + 36 - corner.y });
    } else {
      const box = boxes.get(each.id);
      if (box) shift(each.id, { x: at.x - box.x, y: at.y - box.y });
    }
  }
  const edits: Edit[] = [];
  if (Object.keys(positions).length > 0) edits.push({ type: 'move', positions });
  if (notes.size > 0)
    edits.push({
      type: 'setNotes',
      notes: notesOf(definition).map((note) => ({ ...note, position: notes.get(note.id) ?? note.position })),
    });
  if (moved.length === 1 && (node.type === 'step' || node.type === 'scope'))
    edits.push(...placed(definition, graph, boxes, node.id, positions[node.id], { x: clientX, y: clientY }));
  const stayed = Object.entries(positions).every(([id, { x, y }]) => {
    const box = boxes.get(id);
    return box?.x === x && box.y === y;
  });
  if (edits.length === 1 && notes.size === 0 && stayed) return undefined;
  return edits.length === 0 ? undefined : { type: 'batch', edits };
}

function placed(
  definition: Definition,
  graph: Graph,
  boxes: Layout,
  id: string,
  at: Place | undefined,
  pointer: Place,
): Edit[] {
  const [step, box] = [graph.byId.get(id), boxes.get(id)];
  if (!step || !box || !at || step.trigger) return [];
  const under = document.elementsFromPoint(pointer.x, pointer.y);
  const edgeId = under.map((element) => element.closest('.react-flow__edge')?.getAttribute('data-id')).find(Boolean);
  const edge = graph.edges.find((each) => each.id === edgeId);
  const intoEdge = edge && dropOnEdge(definition, id, edgeOf(definition, edge.from, edge.port, edge.to));
  if (intoEdge) return [intoEdge];
  const middle = { x: at.x + box.width / 2, y: at.y + box.height / 2 };
  const around = graph.nodes
    .filter(
      ({ scope, id: other }) => scope && other !== id && !isInside(graph, other, id) && holds(boxes, other, middle),
    )
    .toSorted((a, b) => (boxes.get(a.id)?.width ?? 0) - (boxes.get(b.id)?.width ?? 0))[0];
  return around?.id === step.parent ? [] : [{ type: 'setParent', ids: [id], parent: around?.id ?? null }];
}

function cornerOf(ids: readonly string[], boxes: Layout): Place | undefined {
  const inside = ids.flatMap((id) => boxes.get(id) ?? []);
  if (inside.length === 0) return undefined;
  return { x: Math.min(...inside.map(({ x }) => x)), y: Math.min(...inside.map(({ y }) => y)) };
}

function holds(boxes: Layout, id: string, { x, y }: Place): boolean {
  const box = boxes.get(id);
  return box !== undefined && x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height;
}

function isInside(graph: Graph, id: string, scope: string): boolean {
  for (let at = graph.byId.get(id)?.parent; at !== undefined; at = graph.byId.get(at)?.parent)
    if (at === scope) return true;
  return false;
}
