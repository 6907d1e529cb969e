import { ViewportPortal } from '@xyflow/react';

/**
 * The grid of the canvas. It lies inside of what is moved: so nothing is drawn anew while the canvas moves, and cards and edges share
 * one layer with it. Seen from far away only every eighth dot is there, a larger one.
 */
export function Dots() {
  return (
    <ViewportPortal>
      <div aria-hidden className="canvas-dots" />
    </ViewportPortal>
  );
}
