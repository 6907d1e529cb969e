import { BaseEdge, getBezierPath, type Edge, type EdgeProps } from '@xyflow/react';
import { memo } from 'react';
import { useEdgeState } from './canvas-store.js';

export type FlowEdgeType = Edge<{ error: boolean }, 'flow'>;

/** Idle, taken, running with moving dashes, skipped, or error from the `error` port. */
export const FlowEdge = memo(function FlowEdge(props: EdgeProps<FlowEdgeType>) {
  const state = useEdgeState(props.id);
  const [path] = getBezierPath(props);
  const look = props.data?.error && state !== 'skipped' ? 'error' : state;
  return <BaseEdge id={props.id} path={path} className={`edge-${look}`} interactionWidth={0} />;
});
