/** The canvas, to build on. Long because React Flow's handlers are wired in one place; what they do is in the files beside it. */
import {
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
  type Connection,
  type EdgeChange,
  type FinalConnectionState,
} from '@xyflow/react';
import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { useText } from '../../text/text.js';
import { ErrorState } from '../../ui/states.js';
import { toast } from '../../ui/toast.js';
import { edgeTypes, nodeTypes } from '../canvas.js';
import { CanvasContext, type CanvasStore } from '../canvas-store.js';
import { CanvasTools, fitBeside } from '../canvas-tools.js';
import { Distance } from '../distance.js';
import { Dots } from '../dots.js';
import type { FlowEdgeType } from '../flow-edge.js';
import { edgesOf, groupNodes, noteNodes, stepNodes, type AnyNode } from '../flow-nodes.js';
import { graphOf, type Graph } from '../graph.js';
import { absoluteBoxes, type Layout } from '../layout.js';
import { useLayout } from '../use-layout.js';
import { edgeOf, type Refusal } from './can-connect.js';
import { useDefinition, useEditor, useEditorState } from './editor-store.js';
import { revealStep } from './actions.js';
import { dropped, type Dropped } from './drop.js';
import { hoverEdge } from './hovered-edge.js';
import { NodeMenu, type MenuAt } from './node-menu.js';
import { useCanvasKeys } from './use-canvas-keys.js';
import { useFlowNodes } from './use-flow-nodes.js';
import type { CanvasCommands } from './commands.js';

interface Props {
  store: CanvasStore;
  label: string;
  /** What keys and menus do beyond the canvas: test, pin, run, find. */
  commands: CanvasCommands;
  /** What floats above: bars, the empty state, the picker. It may ask React Flow. */
  children?: ReactNode;
}

export function EditCanvas(props: Props) {
  const t = useText();
  const definition = useDefinition();
  const graph = useMemo(() => graphOf(definition), [definition]);
  const { layout, error } = useLayout(graph, true);
  const last = useRef<Layout>(undefined);
  useEffect(() => {
    if (layout) last.current = layout;
  }, [layout]);
  const [context] = useState(() => ({
    store: props.store,
    actions: { select: () => undefined, pick: () => undefined },
  }));
  const shown = layout ?? (graph.nodes.length === 0 ? emptyLayout : last.current);
  if (error !== undefined) return <ErrorState title={t('error.title')} error={error} />;
  if (!shown)
    return (
      <p role="status" className="late p-4 text-fg-3">
        {t('canvas.arranging')}
      </p>
    );
  return (
    <CanvasContext value={context}>
      <ReactFlowProvider>
        <Flow {...props} graph={graph} layout={shown} />
      </ReactFlowProvider>
    </CanvasContext>
  );
}

const emptyLayout: Layout = new Map();

function Flow({ graph, layout, label, commands, children }: Props & { graph: Graph; layout: Layout }) {
  const t = useText();
  const editor = useEditor();
  const flow = useReactFlow<AnyNode, FlowEdgeType>();
  const definition = useDefinition();
  const selection = useEditorState((state) => state.selection);
  const [menu, setMenu] = useState<MenuAt | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const boxes = useMemo(() => absoluteBoxes(graph, layout), [graph, layout]);
  useEffect(() => editor.store.setState({ places: boxes }), [editor, boxes]);

  const fresh = useMemo(
    (): AnyNode[] => [
      ...groupNodes(definition, graph, layout),
      ...stepNodes(graph, layout, t),
      ...noteNodes(definition),
    ],
    [definition, graph, layout, t],
  );
  const [nodes, onNodesChange] = useFlowNodes(fresh);
  const edges = useMemo(
    () => edgesOf(graph).map((edge) => ({ ...edge, selectable: true, selected: selection.has(`edge:${edge.id}`) })),
    [graph, selection],
  );
  const onEdgesChange = useCallback(
    (changes: EdgeChange<FlowEdgeType>[]) => {
      const next = new Set(editor.store.getState().selection);
      for (const change of changes) {
        if (change.type !== 'select') continue;
        if (change.selected) next.add(`edge:${change.id}`);
        else next.delete(`edge:${change.id}`);
      }
      editor.select(next);
    },
    [editor],
  );
  const opened = useEditorState((state) => state.opened);
  useEffect(() => {
    if (opened === null) return;
    // The dock takes its room first; the step may lie below its edge then.
    const timer = setTimeout(() => revealStep(flow, editor.store.getState().places as Layout, opened), 60);
    return () => clearTimeout(timer);
  }, [editor, flow, opened]);
  useCanvasKeys({ graph, boxes, commands, onMenu: setMenu });

  const drop = (node: AnyNode, moved: AnyNode[], event: Pick<Dropped, 'clientX' | 'clientY'>) => {
    // A mouse event is no plain object: spreading it would lose where it was.
    const { clientX, clientY } = event;
    const edit = dropped({ editor, flow, graph, boxes, node, moved, clientX, clientY });
    if (edit) editor.tryEdit(edit);
  };
  const connect = ({ source, sourceHandle, target }: Connection) =>
    void editor.tryEdit({
      type: 'connect',
      edge: edgeOf(editor.definition, source, sourceHandle ?? 'next', target),
    });
  const endConnecting = (event: MouseEvent | TouchEvent, state: FinalConnectionState) => {
    const { connecting } = editor.store.getState();
    editor.endConnecting();
    setRefusal(null);
    if (state.isValid || !connecting) return;
    const at = 'changedTouches' in event ? event.changedTouches[0] : event;
    if (!at) return;
    const under = document.elementsFromPoint(at.clientX, at.clientY);
    const card = under
      .map((element) => element.closest('.react-flow__node-step, .react-flow__node-scope'))
      .find(Boolean);
    const target = card?.getAttribute('data-id');
    const why = target ? connecting.refusals.get(target) : undefined;
    const insideOwn = why === 'scope' || why === 'self';
    if (target && !why)
      return connect({ source: connecting.from, sourceHandle: connecting.port, target, targetHandle: 'in' });
    if (target && why && !(insideOwn && graph.byId.get(target)?.scope))
      return toast(t(`builder.refused.${why}`), { tone: 'error' });
    const place = flow.screenToFlowPosition({ x: at.clientX, y: at.clientY }, { snapToGrid: true });
    editor.ask({
      ask: 'kind',
      spot: { at: 'port', from: connecting.from, port: connecting.port },
      position: { x: place.x, y: place.y - 28 },
      screen: { x: at.clientX, y: at.clientY },
    });
  };
  return (
    <>
      <ReactFlow<AnyNode, FlowEdgeType>
        aria-label={label}
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onNodesChange={onNodesChange}
        onEdgesChange={onEdgesChange}
        fitView
        fitViewOptions={fitBeside}
        minZoom={0.1}
        maxZoom={2}
        snapToGrid
        snapGrid={[8, 8]}
        edgesFocusable={false}
        disableKeyboardA11y
        deleteKeyCode={null}
        zoomOnDoubleClick={false}
        elevateNodesOnSelect={false}
        connectionRadius={24}
        connectionLineStyle={{ stroke: 'var(--accent)', strokeWidth: 2 }}
        onlyRenderVisibleElements={graph.nodes.length > 600}
        proOptions={{ hideAttribution: true }}
        isValidConnection={({ target }) => !editor.store.getState().connecting?.refusals.has(target)}
        onConnectStart={(_, { nodeId, handleId }) => nodeId && editor.beginConnecting(nodeId, handleId ?? 'next')}
        onConnect={connect}
        onConnectEnd={endConnecting}
        onNodeMouseEnter={(_, node) => setRefusal(editor.store.getState().connecting?.refusals.get(node.id) ?? null)}
        onNodeMouseLeave={() => setRefusal(null)}
        onEdgeMouseEnter={(_, edge) => hoverEdge(edge.id)}
        onEdgeMouseLeave={() => hoverEdge(null)}
        onNodeClick={(event, node) => {
          const step = node.type === 'step' || node.type === 'scope';
          if (step && !event.ctrlKey && !event.metaKey && !event.shiftKey) editor.open(node.id);
        }}
        onNodeContextMenu={(event, node) => {
          if (node.type !== 'step' && node.type !== 'scope') return;
          event.preventDefault();
          if (!editor.store.getState().selection.has(node.id)) editor.select([node.id]);
          setMenu({ node: node.id, x: event.clientX, y: event.clientY });
        }}
        onPaneClick={(event) => {
          if (event.detail !== 2) return;
          const place = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY }, { snapToGrid: true });
          editor.ask({
            ask: 'kind',
            spot: { at: 'free' },
            position: place,
            screen: { x: event.clientX, y: event.clientY },
          });
        }}
        onNodeDragStop={(event, node, moved) => drop(node, moved, pointOf(event))}
        onSelectionDragStop={(event, moved) => moved[0] && drop(moved[0], moved, pointOf(event))}
      >
        <Distance />
        <Dots />
        <CanvasTools />
        {children}
      </ReactFlow>
      {refusal && (
        <p
          role="status"
          className="floating pointer-events-none absolute top-3 left-1/2 z-(--z-panel) -translate-x-1/2 rounded-md px-3 py-1.5 text-meta text-fg-2"
        >
          {t(`builder.refused.${refusal}`)}
        </p>
      )}
      {menu && <NodeMenu at={menu} graph={graph} commands={commands} onClose={() => setMenu(null)} />}
    </>
  );
}

const pointOf = (event: MouseEvent | TouchEvent | React.MouseEvent): { clientX: number; clientY: number } => {
  const touch = 'changedTouches' in event ? event.changedTouches[0] : undefined;
  return touch ?? (event as MouseEvent);
};
