/** What an expression may name at a node, with what is known of each: for completion and for showing values beside a form. */
import type { WorkflowNode, Definition } from './definition.js';
import { graphOf } from './graph.js';
import { KnownTypes } from './known-types.js';
import type { Schema } from './schema-walk.js';
import type { Surroundings } from './validate.js';

export interface NamesAt {
  input: Schema;
  /** Steps whose output is there when the node runs, nearest first; triggers apart. */
  steps: { node: WorkflowNode; output: Schema }[];
  /** Inside a map or loop. */
  item: Schema | undefined;
  /** Behind an error port. */
  hasError: boolean;
}

/** `undefined` when there is no such node. `isLate`: seen from inside the node's own body. */
export function namesAt(
  definition: Definition,
  id: string,
  { kinds, parseExpression }: Surroundings,
  isLate = false,
): NamesAt | undefined {
  const graph = graphOf(definition, kinds);
  const node = graph.node(id);
  if (!node) return undefined;
  const types = new KnownTypes(graph, parseExpression);
  const owners = graph.owners(node);
  const body = isLate ? definition.nodes.filter(({ parent }) => parent === id).map((inner) => inner.id) : [];
  const before = new Set([...body, ...[id, ...owners].flatMap((at) => nearestFirst(at))]);
  const steps = [...before].flatMap((each) => {
    const step = graph.node(each);
    if (!step || each === id || graph.kindOf(step)?.role === 'trigger') return [];
    return [{ node: step, output: types.output(each) }];
  });
  const isInside = isLate || node.parent !== undefined;
  return {
    input: types.input,
    steps,
    item: isInside ? types.item({ node, isLate }) : undefined,
    hasError: behindError(id),
  };

  function nearestFirst(start: string): string[] {
    const found: string[] = [];
    const seen = new Set([start]);
    for (let layer = [start]; layer.length > 0;) {
      const next: string[] = [];
      for (const at of layer)
        for (const { from } of graph.into(at)) {
          if (seen.has(from)) continue;
          seen.add(from);
          found.push(from);
          next.push(from);
        }
      layer = next;
    }
    return found;
  }

  function behindError(start: string): boolean {
    return [start, ...graph.upstream(start)].some((at) => graph.into(at).some(({ port }) => port === 'error'));
  }
}
