import { ReactFlow, ReactFlowProvider, type EdgeTypes, type NodeTypes } from '@xyflow/react';
import { useMemo } from 'react';
import type { Definition } from '#libs/workflow';
import { useText } from '../text/text.js';
import { EmptyState, ErrorState } from '../ui/states.js';
import { CanvasContext, type CanvasActions, type CanvasStore } from './canvas-store.js';
import { CanvasTools, firstFit } from './canvas-tools.js';
import { Distance } from './distance.js';
import { Dots } from './dots.js';
import { FlowEdge, type FlowEdgeType } from './flow-edge.js';
import { edgesOf, groupNodes, noteNodes, stepNodes, type AnyNode } from './flow-nodes.js';
import { graphOf } from './graph.js';
import { GroupCard } from './group-card.js';
import { ItemBars } from './item-bar.js';
import { NodeCard } from './node-card.js';
import { NoteCard } from './note-card.js';
import { ScopeCard } from './scope-node.js';
import { useLayout } from './use-layout.js';

export { preloadLayout } from './use-layout.js';

export const nodeTypes: NodeTypes = { step: NodeCard, scope: ScopeCard, note: NoteCard, group: GroupCard };
export const edgeTypes: EdgeTypes = { flow: FlowEdge };

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
  const nodes = useMemo(
    (): AnyNode[] =>
      layout
        ? [...groupNodes(definition, graph, layout), ...stepNodes(graph, layout, t), ...noteNodes(definition)]
        : [],
    [graph, layout, definition, t],
  );
  const edges = useMemo(() => edgesOf(graph), [graph]);
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
          onNodeClick={(_, node) => isStep(node) && actions.select(node.id)}
          onPaneClick={() => actions.select(null)}
          onSelectionChange={({ nodes: chosen }) => {
            // The keyboard selects through React Flow: Enter or Space on a focused card.
            const [only] = chosen;
            if (only && isStep(only) && only.id !== store.getState().selected) actions.select(only.id);
          }}
        >
          <Distance />
          <Dots />
          <CanvasTools />
          <ItemBars graph={graph} />
        </ReactFlow>
      </ReactFlowProvider>
    </CanvasContext>
  );
}

const isStep = (node: AnyNode): boolean => node.type === 'step' || node.type === 'scope';
