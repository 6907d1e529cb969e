import type { Definition, WorkflowEdge } from '#libs/workflow';
import { isTrigger, outputPorts } from '../kinds.js';

/** Why an edge cannot be drawn. */
export type Refusal = 'self' | 'start' | 'again' | 'circle' | 'scope';

/** An edge with its port as the definition writes it: the first port is not named. */
export function edgeOf(definition: Definition, from: string, port: string, to: string): WorkflowEdge {
  const node = definition.nodes.find(({ id }) => id === from);
  const first = node && outputPorts(node, [port])[0];
  return port === first ? { from, to } : { from, port, to };
}

/** For every step that an edge from this port cannot lead to: why. */
export function refusalsFrom(definition: Definition, from: string, port: string): ReadonlyMap<string, Refusal> {
  const source = definition.nodes.find(({ id }) => id === from);
  const before = stepsBefore(definition, from);
  const first = source && outputPorts(source, [port])[0];
  const led = new Set(
    definition.edges.flatMap((edge) => (edge.from === from && (edge.port ?? first) === port ? [edge.to] : [])),
  );
  return new Map(
    definition.nodes.flatMap(({ id, kind, parent }): [string, Refusal][] => {
      if (id === from) return [[id, 'self']];
      if (isTrigger(kind)) return [[id, 'start']];
      if (parent !== source?.parent) return [[id, 'scope']];
      if (led.has(id)) return [[id, 'again']];
      return before.has(id) ? [[id, 'circle']] : [];
    }),
  );
}

/** All steps from which a way leads to this one. */
export function stepsBefore(definition: Definition, id: string): ReadonlySet<string> {
  const into = new Map<string, string[]>();
  for (const edge of definition.edges) into.set(edge.to, [...(into.get(edge.to) ?? []), edge.from]);
  const found = new Set<string>();
  const open = [id];
  for (let at = open.pop(); at !== undefined; at = open.pop())
    for (const before of into.get(at) ?? []) {
      if (found.has(before)) continue;
      found.add(before);
      open.push(before);
    }
  return found;
}
