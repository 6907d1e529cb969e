import type { Graph, GraphNode } from '../graph.js';
import { sizes } from '../graph.js';
import type { Layout } from '../layout.js';
import type { Place } from './operations.js';

/** The first port that leads nowhere yet; the error port last. */
export function freePort(step: GraphNode): string | undefined {
  const free = step.ports.filter((port) => !step.connected.has(port));
  return free.find((port) => port !== 'error') ?? free[0] ?? step.ports[0];
}

/** A free place to the right of a step, below what stands there already. */
export function placeBehind(boxes: Layout, from: string, graph: Graph): Place | undefined {
  const box = boxes.get(from);
  if (!box) return undefined;
  const x = box.x + box.width + 72;
  const others = graph.nodes.flatMap(({ id }) => boxes.get(id) ?? []);
  let y = box.y;
  for (let tries = 0; tries < 200; tries++) {
    const taken = others.find(
      (other) =>
        other.x < x + sizes.width && other.x + other.width > x && other.y < y + 88 && other.y + other.height + 24 > y,
    );
    if (!taken) break;
    y = Math.ceil((taken.y + taken.height + 32) / 8) * 8;
  }
  return { x: Math.round(x / 8) * 8, y };
}

/** Room in an edge for one more step: where it goes, and how far all that follows moves to the right. */
export function roomInEdge(
  boxes: Layout,
  graph: Graph,
  from: string,
  to: string,
): { place: Place; moved: Record<string, Place> } | undefined {
  const [source, target] = [boxes.get(from), boxes.get(to)];
  if (!source || !target) return undefined;
  const gap = 56;
  const missing = Math.ceil((source.x + source.width + 2 * gap + sizes.width - target.x) / 8) * 8;
  const place = { x: source.x + source.width + gap, y: Math.round((source.y + target.y) / 16) * 8 };
  if (missing <= 0)
    return { place: { ...place, x: Math.round((place.x + target.x - gap - sizes.width) / 16) * 8 }, moved: {} };
  const follows = new Set([to]);
  for (const id of follows) {
    for (const edge of graph.outbound.get(id) ?? []) follows.add(edge.to);
    for (const node of graph.nodes) if (node.parent === id) follows.add(node.id);
  }
  const moved = Object.fromEntries(
    [...follows].flatMap((id): [string, Place][] => {
      const box = boxes.get(id);
      return box ? [[id, { x: box.x + missing, y: box.y }]] : [];
    }),
  );
  return { place, moved };
}
