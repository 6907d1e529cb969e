import type { Definition } from '#libs/workflow';
import { placeBehind } from '../../../builder/edit/place-behind.js';
import { graphOf, sizes } from '../../../builder/graph.js';
import type { Box } from '../../../builder/layout.js';

/** Steps without a place get one behind the step that leads to them; where that does not work out, all are laid out anew. */
export function placedBesideOthers(definition: Definition): Definition {
  const missing = new Set(definition.nodes.filter(({ position }) => !position).map(({ id }) => id));
  if (missing.size === 0 || missing.size === definition.nodes.length) return definition;
  const graph = graphOf(definition);
  const boxes = new Map<string, Box>();
  for (const { id, position } of definition.nodes)
    if (position) boxes.set(id, { ...position, width: sizes.width, height: sizes.head + sizes.footer });
  for (let before = -1; missing.size !== before;) {
    before = missing.size;
    for (const id of missing) {
      const from = graph.inbound.get(id)?.find((edge) => boxes.has(edge.from))?.from;
      const place = from === undefined ? undefined : placeBehind(boxes, from, graph);
      if (!place) continue;
      boxes.set(id, { ...place, width: sizes.width, height: sizes.head + sizes.footer });
      missing.delete(id);
    }
  }
  return {
    ...definition,
    nodes: definition.nodes.map(({ position: _position, ...node }) => {
      const box = missing.size === 0 ? boxes.get(node.id) : undefined;
      return box ? { ...node, position: { x: box.x, y: box.y } } : node;
    }),
  };
}
