import { BaseEdge, EdgeLabelRenderer, getBezierPath, type Edge, type EdgeProps } from '@xyflow/react';
import { memo } from 'react';
import { useEdgeState } from './canvas-store.js';
import { EdgePlus } from './edit/edge-plus.js';
import { useEditing } from './edit/use-editing.js';
import { useHovered } from './edit/hovered-edge.js';

export type FlowEdgeType = Edge<{ error: boolean }, 'flow'>;

/** Idle, taken, running with moving dashes, skipped, or error from the `error` port. Under the pointer it offers a new step. */
export const FlowEdge = memo(function FlowEdge(props: EdgeProps<FlowEdgeType>) {
  const state = useEdgeState(props.id);
  const editing = useEditing();
  const hovered = useHovered(props.id) && editing;
  const [path, x, y] = getBezierPath(props);
  const look = props.data?.error && state !== 'skipped' ? 'error' : state;
  return (
    <>
      <BaseEdge
        id={props.id}
        path={path}
        className={`edge-${hovered || props.selected ? 'hover' : look}`}
        interactionWidth={editing ? 20 : 0}
      />
      {hovered && (
        <EdgeLabelRenderer>
          <EdgePlus edge={props} x={x} y={y} />
        </EdgeLabelRenderer>
      )}
    </>
  );
});
