import type { Box } from '../layout.js';
import type { Place } from './operations.js';

export type Alignment = 'left' | 'center' | 'right' | 'top' | 'middle' | 'bottom' | 'columns' | 'rows';

const at: Record<Exclude<Alignment, 'columns' | 'rows'>, (box: Box, all: Box) => Place> = {
  left: (box, all) => ({ x: all.x, y: box.y }),
  center: (box, all) => ({ x: all.x + (all.width - box.width) / 2, y: box.y }),
  right: (box, all) => ({ x: all.x + all.width - box.width, y: box.y }),
  top: (box, all) => ({ x: box.x, y: all.y }),
  middle: (box, all) => ({ x: box.x, y: all.y + (all.height - box.height) / 2 }),
  bottom: (box, all) => ({ x: box.x, y: all.y + all.height - box.height }),
};

/** New places on the grid. `columns` and `rows` leave the outermost where they are and space the others evenly. */
export function aligned(boxes: ReadonlyMap<string, Box>, how: Alignment): Record<string, Place> {
  const snap = ({ x, y }: Place): Place => ({ x: Math.round(x / 8) * 8, y: Math.round(y / 8) * 8 });
  const entries = [...boxes];
  if (how === 'columns' || how === 'rows') return spread(entries, how === 'columns' ? 'x' : 'y', snap);
  const all = around(entries.map(([, box]) => box));
  return Object.fromEntries(entries.map(([id, box]) => [id, snap(at[how](box, all))]));
}

function spread(entries: [string, Box][], axis: 'x' | 'y', snap: (place: Place) => Place): Record<string, Place> {
  const size = axis === 'x' ? 'width' : 'height';
  const sorted = entries.toSorted(([, a], [, b]) => a[axis] - b[axis]);
  const [first, last] = [sorted[0]?.[1], sorted.at(-1)?.[1]];
  if (!first || !last) return {};
  const inner = sorted.slice(1, -1).reduce((sum, [, box]) => sum + box[size], 0);
  const gap = (last[axis] - first[axis] - first[size] - inner) / Math.max(1, sorted.length - 1);
  let next = first[axis];
  return Object.fromEntries(
    sorted.map(([id, box]) => {
      const place = snap({ x: box.x, y: box.y, [axis]: next });
      next += box[size] + gap;
      return [id, place];
    }),
  );
}

/** The box around boxes. */
export function around(boxes: readonly Box[]): Box {
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  return {
    x,
    y,
    width: Math.max(...boxes.map((box) => box.x + box.width)) - x,
    height: Math.max(...boxes.map((box) => box.y + box.height)) - y,
  };
}
