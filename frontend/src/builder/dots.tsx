import { Background, useStore } from '@xyflow/react';

/** The grid of the canvas. Seen from far away only every eighth dot is drawn: all of them would be a hundred thousand, painted anew in each frame. */
export function Dots() {
  const far = useStore((state) => state.transform[2] < 0.5);
  return <Background gap={far ? 128 : 16} size={far ? 4 : 2} color="var(--dot)" />;
}
