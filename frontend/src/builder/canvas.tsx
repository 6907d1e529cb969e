import { Background, ReactFlow, ReactFlowProvider, type EdgeTypes, type NodeTypes } from '@xyflow/react';
import { useEffect, useMemo, useState } from 'react';
import type { Definition } from '#libs/workflow';
import { useText, type Text } from '../text/text.js';
import { EmptyState, ErrorState } from '../ui/states.js';
import { CanvasContext, type CanvasActions, type CanvasStore } from './canvas-store.js';
import { CanvasTools, firstFit } from './canvas-tools.js';
import { FlowEdge, type FlowEdgeType } from './flow-edge.js';
import { graphOf, type Graph } from './graph.js';
import { ItemBars } from './item-bar.js';
import { nameOf } from './kinds.js';
import { givenLayout, type Layout } from './layout.js';
import { NodeCard, type StepNode } from './node-card.js';
import { NoteCard, type NoteNode } from './note-card.js';
import { ScopeCard, type ScopeNode } from './scope-node.js';

const nodeTypes: NodeTypes = { step: NodeCard, scope: ScopeCard, note: NoteCard };
const edgeTypes: EdgeTypes = { flow: FlowEdge };
type AnyNode = StepNode | ScopeNode | NoteNode;

/** A definition, to look at. What happens to its steps comes from the store, so that a change draws one card, not all. */
export function Canvas({
  definition,
  store,
  actions,
  label,
  footers,
}: {
  definition: Definition;
  store: CanvasStore;
  actions: CanvasActions;
  label: string;
  /** Whether cards will have a footer: the layout leaves room for it. */
  footers: boolean;
}) {
  const t = useText();
  const graph = useMemo(() => graphOf(definition), [definition]);
  const { layout, error } = useLayout(graph, footers);
  const nodes = useMemo(() => (layout ? flowNodes(graph, layout, definition, t) : []), [graph, layout, definition, t]);
  const edges = useMemo(() => flowEdges(graph), [graph]);
  const context = useMemo(() => ({ store, actions }), [store, actions]);
  if (definition.nodes.length === 0) return <EmptyState title={t('canvas.empty')} />;
  if (error !== undefined) return <ErrorState title={t('error.title')} error={error} />;
  if (!layout)
    return (
      <p role="status" className="late p-4 text-fg-3">
        {t('canvas.arranging')}
      </p>
    );
  return (
    <CanvasContext value={context}>
      <ReactFlowProvider>
        <ReactFlow<AnyNode, FlowEdgeType>
          aria-label={label}
          nodes={nodes}
          edges={edges}
          nodeTypes={nodeTypes}
          edgeTypes={edgeTypes}
          fitView
          fitViewOptions={firstFit(innerWidth)}
          minZoom={0.1}
          maxZoom={2}
          nodesDraggable={false}
          nodesConnectable={false}
          edgesFocusable={false}
          elementsSelectable
          deleteKeyCode={null}
          multiSelectionKeyCode={null}
          selectionKeyCode={null}
          onlyRenderVisibleElements={graph.nodes.length > 150}
          proOptions={{ hideAttribution: true }}
          onNodeClick={(_, node) => node.type !== 'note' && actions.select(node.id)}
          onPaneClick={() => actions.select(null)}
          onSelectionChange={({ nodes: chosen }) => {
            // The keyboard selects through React Flow: Enter or Space on a focused card.
            const [only] = chosen;
            if (only && only.type !== 'note' && only.id !== store.getState().selected) actions.select(only.id);
          }}
        >
          <Background gap={16} size={2} color="var(--dot)" />
          <CanvasTools />
          <ItemBars graph={graph} />
        </ReactFlow>
      </ReactFlowProvider>
    </CanvasContext>
  );
}

/** Loads the layout engine. Pages with a canvas call it while their data is still on its way. */
export const layoutEngine = () => import('./auto-layout.js');

/** Where the nodes stand: as people placed them, else as the layout engine does, which loads only then. */
function useLayout(graph: Graph, footers: boolean): { layout: Layout | undefined; error: unknown } {
  const given = useMemo(() => givenLayout(graph, footers), [graph, footers]);
  const [made, setMade] = useState<{ graph: Graph; layout?: Layout; error?: unknown }>();
  useEffect(() => {
    if (given || graph.nodes.length === 0) return;
    let current = true;
    void layoutEngine()
      .then(({ autoLayout }) => autoLayout(graph, footers))
      .then(
        (layout) => current && setMade({ graph, layout }),
        (error: unknown) => current && setMade({ graph, error }),
      );
    return () => {
      current = false;
    };
  }, [graph, given, footers]);
  const ours = made?.graph === graph ? made : undefined;
  return { layout: given ?? ours?.layout, error: ours?.error };
}

function flowNodes(graph: Graph, layout: Layout, definition: Definition, t: Text): AnyNode[] {
  const steps = graph.nodes.map((node): StepNode | ScopeNode => {
    const box = layout.get(node.id) ?? { x: 0, y: 0, width: 0, height: 0 };
    const group = graph.nodes.some((child) => child.parent === node.id);
    return {
      id: node.id,
      type: group ? 'scope' : 'step',
      position: { x: box.x, y: box.y },
      data: { graph: node },
      ariaLabel: t('canvas.node', { name: nameOf(node.node), kind: node.node.kind }),
      ...(node.parent !== undefined && { parentId: node.parent }),
      ...(group && { style: { width: box.width, height: box.height } }),
    } as StepNode | ScopeNode;
  });
  const notes = (definition.canvas?.notes ?? []).map((note): NoteNode => ({
    id: `note:${note.id}`,
    type: 'note',
    position: note.position,
    data: { text: note.text },
    selectable: false,
    focusable: false,
    style: { width: note.width ?? 232 },
  }));
  // React Flow wants groups before what they hold.
  const depth = (node: { parentId?: string }): number => {
    const parent = steps.find((step) => step.id === node.parentId);
    return parent ? depth(parent) + 1 : 0;
  };
  return [...steps.sort((a, b) => depth(a) - depth(b)), ...notes];
}

const flowEdges = (graph: Graph): FlowEdgeType[] =>
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
