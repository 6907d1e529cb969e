/** Steps as text, so that they can be copied into another workflow, another window, or a mail. */
import { z } from 'zod';
import { inspectTemplate } from '#libs/expressions';
import {
  applyEdit,
  definition as definitionSchema,
  freeId,
  reservedWords,
  type Definition,
  type Edit,
} from '#libs/workflow';
import type { Place } from './operations.js';

const clip = definitionSchema.pick({ nodes: true, edges: true }).extend({ aaas: z.literal('steps') });
export type Clip = z.output<typeof clip>;

/** The steps, what stands inside them, and the edges between them. */
export function clipOf(definition: Definition, ids: readonly string[], places: ReadonlyMap<string, Place>): Clip {
  const all = new Set(ids);
  for (const id of all) for (const node of definition.nodes) if (node.parent === id) all.add(node.id);
  return {
    aaas: 'steps',
    nodes: definition.nodes.flatMap((node) => {
      if (!all.has(node.id)) return [];
      const position = node.position ?? places.get(node.id);
      const { parent, ...outer } = node;
      const kept = parent !== undefined && all.has(parent) ? node : outer;
      return [position ? { ...kept, position } : kept];
    }),
    edges: definition.edges.filter(({ from, to }) => all.has(from) && all.has(to)),
  };
}

export const textOf = (clipped: Clip): string => JSON.stringify(clipped, null, 2);

/** Reads what was copied here, or the JSON of a definition or of a list of nodes. Undefined for any other text. */
export function readClip(text: string): Clip | undefined {
  if (!text.trimStart().startsWith('{') && !text.trimStart().startsWith('[')) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const given = Array.isArray(value) ? { nodes: value } : ((value as { definition?: unknown }).definition ?? value);
  const read = clip.safeParse({ edges: [], ...(given as object), aaas: 'steps' });
  return read.success && read.data.nodes.length > 0 ? read.data : undefined;
}

/** The edit that puts them in, with ids that are free here; what they read of each other follows. */
export function pasteEdit(
  definition: Definition,
  clipped: Clip,
  to: { at?: Place; by?: number; parent?: string | undefined } = {},
): { edit: Edit; ids: string[] } {
  const taken = new Set([...definition.nodes.map(({ id }) => id), ...reservedWords]);
  const own = new Set(clipped.nodes.map(({ id }) => id));
  let copy: Definition = { schemaVersion: 1, nodes: clipped.nodes, edges: clipped.edges };
  for (const { id } of clipped.nodes) {
    if (!taken.has(id)) {
      taken.add(id);
      continue;
    }
    const fresh = freeId(id, new Set([...taken, ...own]));
    taken.add(fresh);
    copy = applyEdit(copy, { type: 'rename', id, to: fresh }, inspectTemplate);
  }
  const xs = copy.nodes.flatMap(({ position }) => (position ? [position.x] : []));
  const ys = copy.nodes.flatMap(({ position }) => (position ? [position.y] : []));
  const by =
    to.at && xs.length > 0
      ? { x: to.at.x - Math.min(...xs), y: to.at.y - Math.min(...ys) }
      : { x: to.by ?? 0, y: to.by ?? 0 };
  const nodes = copy.nodes.map((node, index) => {
    const at = node.position ?? { x: index * 256, y: 0 };
    const placed = { ...node, position: { x: at.x + by.x, y: at.y + by.y } };
    return placed.parent === undefined && to.parent !== undefined ? { ...placed, parent: to.parent } : placed;
  });
  return { edit: { type: 'add', nodes, edges: copy.edges }, ids: nodes.map(({ id }) => id) };
}
