import type { Run, Step } from '#libs/contracts';
import { effectOf, type Definition } from '#libs/workflow';
import { graphOf, type GraphNode } from '../../builder/graph.js';
import { kindOf } from '../../builder/kinds.js';
import { resolveInput } from '../runs/resolve-input.js';

export interface Consequence {
  node: GraphNode;
  /** Acts outside or asks somebody: its exact arguments are worth reading before the answer. */
  acts: boolean;
  /** The arguments by name, resolved as far as this run knows them already. */
  arguments: [string, unknown][];
  /** Arguments that hold values still to come. */
  open: readonly string[];
}

/** How many steps are told; behind them the run goes on as its canvas shows. */
const most = 6;

/** What follows when a waiting step goes on at a port: the next steps in their order, through those that change nothing outside. */
export function consequencesOf(
  at: { run: Run; definition: Definition; steps: readonly Step[]; path: string; node: string },
  port: 'approved' | 'rejected',
  answer: { by: string; comment: string },
): Consequence[] {
  const graph = graphOf(at.definition);
  const found: Consequence[] = [];
  const seen = new Set<string>();
  let next = (graph.outbound.get(at.node) ?? []).filter((edge) => edge.port === port).map((edge) => edge.to);
  const scope = at.path.slice(0, at.path.lastIndexOf('/') + 1);
  // What is known once the answer is given: the answer itself, and what the pure steps behind it make of it.
  const steps = [
    ...at.steps,
    supposed(at.steps, at.path, at.node, { decision: port, by: [answer.by], comment: answer.comment }),
  ];
  while (next.length > 0 && found.length < most) {
    const after: string[] = [];
    for (const id of next) {
      const node = graph.byId.get(id);
      if (!node || seen.has(id) || found.length >= most) continue;
      seen.add(id);
      const acts = actsOutside(node);
      const { value, unknown } = resolveInput(node.node, { run: at.run, path: scope + id, steps, nodes: graph.byId });
      if (node.node.kind === 'data.set' && unknown.length === 0)
        steps.push(supposed(steps, scope + id, id, (value as { values?: unknown }).values));
      found.push({ node, acts, arguments: Object.entries((value ?? {}) as Record<string, unknown>), open: unknown });
      // Which way a branching step goes is not known yet, and a person may stop it there.
      if (node.ports.length === 1) after.push(...(graph.outbound.get(id) ?? []).map((edge) => edge.to));
    }
    next = after;
  }
  return found;
}

function actsOutside(node: GraphNode): boolean {
  const kind = kindOf(node.node.kind);
  return kind !== undefined && effectOf(kind, node.node.config) !== 'pure';
}

/** A step as it would be. */
const supposed = (steps: readonly Step[], path: string, node: string, output: unknown): Step => ({
  kind: '',
  name: node,
  ...steps.find((step) => step.path === path),
  path,
  node,
  status: 'succeeded',
  port: null,
  attempt: 1,
  output,
  error: null,
  meta: { ms: null, attempts: 1, usage: { inputTokens: 0, outputTokens: 0, tokens: 0, costMicros: 0 }, warnings: [] },
  startedAt: null,
  finishedAt: null,
  waitingFor: null,
});
