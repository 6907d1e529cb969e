/** Which steps have certainly run where another stands, whatever ways were taken. */
import type { WorkflowNode } from './definition.js';
import type { Graph } from './graph.js';
import { portsOf } from './kind.js';

/** Where a scope begins; no node's id. */
const startOf = (parent: string | undefined): string => `^${parent ?? ''}`;

/** A node waits until all that leads to it is settled, and runs when one edge is taken; so what runs certainly is found forward. */
export class Certainty {
  /** What certainly runs when this node runs, itself included. */
  private readonly follows = new Map<string, ReadonlySet<string>>();
  private readonly dominators = new Map<string, readonly string[]>();

  constructor(private readonly graph: Graph) {}

  /** Whether the step has an output when the node runs. Steps of scopes around count as seen from the scope. */
  ranBefore(id: string, node: WorkflowNode): boolean {
    const target = this.graph.node(id);
    if (!target) return true;
    const seenFrom = [node.id, ...this.graph.owners(node)].find((at) => this.graph.node(at)?.parent === target.parent);
    if (seenFrom === undefined) return true;
    const certain = this.dominatorsOf(seenFrom);
    return certain.includes(id) || certain.some((dominator) => this.followersOf(dominator).has(id));
  }

  /** The nodes that every way to this one passes, the start of the scope first. */
  private dominatorsOf(id: string): readonly string[] {
    const known = this.dominators.get(id);
    if (known) return known;
    const befores = this.graph.into(id).map(({ from }) => from);
    // A cycle is told elsewhere.
    const start = startOf(this.graph.node(id)?.parent);
    this.dominators.set(id, [start]);
    const ways = befores.map((before) => this.dominatorsOf(before));
    const [first = [start], ...others] = ways;
    const all = others.map((way) => new Set(way));
    const dominators = [...first.filter((at) => all.every((way) => way.has(at))), id];
    this.dominators.set(id, dominators);
    return dominators;
  }

  private followersOf(id: string): ReadonlySet<string> {
    const known = this.follows.get(id);
    if (known) return known;
    const found = new Set([id]);
    // What waits for itself is told elsewhere.
    this.follows.set(id, found);
    for (const at of found) for (const next of this.certainAfter(at)) found.add(next);
    return found;
  }

  /** What runs whichever port a node leaves by: where all ways come together again as well. */
  private certainAfter(id: string): Iterable<string> {
    if (id.startsWith('^')) return this.entriesOf(id.slice(1));
    const node = this.graph.node(id)!;
    const kind = this.graph.kindOf(node);
    const edges = this.graph.outOf(id);
    if (kind?.role === 'trigger') return edges.map(({ to }) => to);
    const ports = kind ? portNames(kind, node) : [];
    const ways = ports.map((port) => edges.filter((edge) => (edge.port ?? ports[0]) === port).map(({ to }) => to));
    const [first = [], ...others] = ways;
    if (others.length === 0) return first;
    if (ways.some((way) => way.length === 0)) return [];
    const reached = others.map((way) => this.reachedFrom(way));
    return [...this.reachedFrom(first)].filter((to) => reached.every((way) => way.has(to)));
  }

  /** A body begins with all its entries, a workflow with the one trigger that fired. */
  private entriesOf(parent: string): Iterable<string> {
    const { nodes } = this.graph.definition;
    const entries = nodes.filter((node) => (node.parent ?? '') === parent && this.graph.into(node.id).length === 0);
    const ids = entries.map(({ id }) => id);
    if (parent !== '' || ids.length < 2) return ids;
    const [first, ...others] = ids.map((id) => this.reachedFrom([id]));
    return [...first!].filter((id) => others.every((way) => way.has(id)));
  }

  private reachedFrom(ids: readonly string[]): ReadonlySet<string> {
    return new Set(ids.flatMap((id) => [...this.followersOf(id)]));
  }
}

function portNames(kind: Parameters<typeof portsOf>[0], node: WorkflowNode): readonly string[] {
  try {
    return portsOf(kind, node);
  } catch {
    return [];
  }
}
