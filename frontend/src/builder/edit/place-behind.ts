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
