import type { Graph } from '../graph.js';
import type { Box } from '../layout.js';

export type Way = 'left' | 'right' | 'up' | 'down';

/** Where an arrow key leads: along the edges to the left and right, else to what stands nearest that way. */
export function neighbour(graph: Graph, boxes: ReadonlyMap<string, Box>, from: string, way: Way): string | undefined {
  const here = boxes.get(from);
  if (!here) return undefined;
  const alongside =
    way === 'right'
      ? (graph.outbound.get(from) ?? []).map(({ to }) => to)
      : way === 'left'
        ? (graph.inbound.get(from) ?? []).map((edge) => edge.from)
        : [];
  const all =
    alongside.length > 0 ? alongside : [...boxes.keys()].filter((id) => id !== from && lies(boxes.get(id), here, way));
  return all.toSorted((a, b) => far(boxes.get(a), here, way) - far(boxes.get(b), here, way))[0];
}

const middle = ({ x, y, width, height }: Box) => ({ x: x + width / 2, y: y + height / 2 });

function lies(box: Box | undefined, here: Box, way: Way): boolean {
  if (!box) return false;
  const [there, from] = [middle(box), middle(here)];
  if (way === 'left') return there.x < from.x - 1;
  if (way === 'right') return there.x > from.x + 1;
  return way === 'up' ? there.y < from.y - 1 : there.y > from.y + 1;
}

/** Aside counts double: up and down stay in the column where they can. */
function far(box: Box | undefined, here: Box, way: Way): number {
  if (!box) return Infinity;
  const [there, from] = [middle(box), middle(here)];
  const [dx, dy] = [Math.abs(there.x - from.x), Math.abs(there.y - from.y)];
  return way === 'left' || way === 'right' ? dx + 2 * dy : dy + 2 * dx;
}
