/** Edges, ports, scopes and triggers. */
import type { WorkflowEdge, WorkflowNode } from './definition.js';
import { canonicalText } from './canonical.js';
import { cyclesOf, type Graph } from './graph.js';
import { portsOf } from './kind.js';
import type { Problem, ProblemCode } from './problem.js';

const about = (
  node: WorkflowNode,
  index: number,
  field: string,
  code: ProblemCode,
  message: string,
  severity: Problem['severity'] = 'error',
): Problem => ({
  node: node.id,
  path: field === '' ? `nodes[${index}]` : `nodes[${index}].${field}`,
  code,
  message,
  severity,
});

export function checkEdges(graph: Graph): Problem[] {
  const seen = new Set<string>();
  return graph.definition.edges.flatMap((edge, index) => {
    const key = JSON.stringify([edge.from, edge.port, edge.to]);
    const isRepeated = seen.has(key);
    seen.add(key);
    const problem = (
      field: string,
      code: ProblemCode,
      message: string,
      severity: Problem['severity'] = 'error',
    ): Problem => ({
      node: graph.node(edge.from) ? edge.from : undefined,
      path: `edges[${index}]${field}`,
      code,
      message,
      severity,
    });
    return [
      ...(isRepeated ? [problem('', 'DUPLICATE_EDGE', 'This edge is there twice', 'warning')] : []),
      ...checkEdge(graph, edge, problem),
    ];
  });
}

function checkEdge(
  graph: Graph,
  edge: WorkflowEdge,
  problem: (field: string, code: ProblemCode, message: string) => Problem,
): Problem[] {
  const from = graph.node(edge.from);
  const to = graph.node(edge.to);
  if (!from || !to) {
    const missing = from ? 'to' : 'from';
    return [problem(`.${missing}`, 'UNKNOWN_NODE', `There is no node ${edge[missing]}`)];
  }
  const problems: Problem[] = [];
  if (from.parent !== to.parent)
    problems.push(problem('', 'EDGE_CROSSES_SCOPE', `${from.id} and ${to.id} do not stand in the same scope`));
  if (graph.kindOf(to)?.role === 'trigger')
    problems.push(problem('.to', 'EDGE_INTO_TRIGGER', `${to.id} is a trigger: nothing leads to it`));
  const ports = knownPorts(graph, from);
  if (ports && !(edge.port === undefined ? ports.length > 0 : ports.includes(edge.port))) {
    const offer = ports.length > 0 ? `it has ${ports.join(', ')}` : 'it has none';
    problems.push(problem('.port', 'UNKNOWN_PORT', `${from.id} has no port ${edge.port ?? 'to leave by'}; ${offer}`));
  }
  return problems;
}

/** Undefined when the kind is unknown, or its ports follow from a part of the configuration that is wrong (and reported there). */
function knownPorts(graph: Graph, node: WorkflowNode): readonly string[] | undefined {
  const kind = graph.kindOf(node);
  try {
    return kind && portsOf(kind, node);
  } catch {
    return undefined;
  }
}

export function checkScopes(graph: Graph): Problem[] {
  const filled = new Set(graph.definition.nodes.map((node) => node.parent));
  return graph.definition.nodes.flatMap((node, index) => {
    const kind = graph.kindOf(node);
    const problems = node.parent === undefined ? [] : checkParent(graph, node, index, node.parent);
    if (kind?.role === 'scope' && !filled.has(node.id))
      problems.push(about(node, index, '', 'SCOPE_EMPTY', `${node.id} has no steps in its body`, 'warning'));
    if (kind?.role === 'trigger' && node.parent !== undefined)
      problems.push(about(node, index, 'parent', 'TRIGGER_IN_SCOPE', 'A trigger stands outside all scopes'));
    return problems;
  });
}

function checkParent(graph: Graph, node: WorkflowNode, index: number, parentId: string): Problem[] {
  const parent = graph.node(parentId);
  if (!parent) return [about(node, index, 'parent', 'PARENT_UNKNOWN', `There is no node ${parentId}`)];
  const kind = graph.kindOf(parent);
  if (kind && kind.role !== 'scope')
    return [about(node, index, 'parent', 'PARENT_NOT_SCOPE', `${parentId} is no map or loop, and has no body`)];
  if (parentId === node.id || graph.owners(node).includes(node.id))
    return [about(node, index, 'parent', 'PARENT_CYCLE', `${node.id} stands inside itself`)];
  return [];
}

export function checkFlow(graph: Graph): Problem[] {
  const cycles = cyclesOf(graph).map((walk) =>
    about(
      graph.node(walk[0]!)!,
      graph.index(walk[0]!),
      '',
      'CYCLE',
      `These steps wait for each other: ${walk.join(' → ')}`,
    ),
  );
  return [
    ...cycles,
    ...checkTriggers(graph),
    ...checkTwins(graph),
    ...graph.definition.nodes.flatMap((node, index) => [
      ...checkJoin(graph, node, index),
      ...checkErrorPort(graph, node, index),
    ]),
  ];
}

function checkTriggers(graph: Graph): Problem[] {
  const roots = graph.definition.nodes.filter((node) => node.parent === undefined);
  const triggers = roots.filter((node) => graph.kindOf(node)?.role === 'trigger');
  if (triggers.length === 0)
    return [
      {
        path: 'nodes',
        code: 'TRIGGER_MISSING',
        message: 'A workflow needs a trigger to start from',
        severity: 'error',
      },
    ];
  const reached = new Set(triggers.map((node) => node.id));
  for (const id of reached) for (const edge of graph.outOf(id)) reached.add(edge.to);
  return roots
    .filter((node) => !reached.has(node.id) && graph.kindOf(node)?.role !== 'trigger')
    .map((node) => about(node, graph.index(node.id), '', 'UNREACHABLE', `No trigger leads to ${node.id}`));
}

const twinSentences = {
  first: (twin: string, first: string) => `${twin} never fires: ${first} is the same trigger and comes first`,
  both: (twin: string, first: string) => `${twin} and ${first} are the same trigger, so each occasion starts two runs`,
};

function checkTwins(graph: Graph): Problem[] {
  const seen = new Map<string, string>();
  return graph.definition.nodes.flatMap((node, index) => {
    const twins = graph.kindOf(node)?.twins;
    if (twins === undefined || node.parent !== undefined) return [];
    const key = canonicalText([node.kind, node.config]);
    const first = seen.get(key);
    if (first === undefined) seen.set(key, node.id);
    if (first === undefined) return [];
    return [about(node, index, '', 'DUPLICATE_TRIGGER', twinSentences[twins](node.id, first), 'warning')];
  });
}

function checkJoin(graph: Graph, node: WorkflowNode, index: number): Problem[] {
  let join: { mode: string; n?: number } | undefined;
  try {
    join = graph.kindOf(node)?.join?.(node.config);
  } catch {
    return [];
  }
  const branches = graph.into(node.id).length;
  if (join?.mode !== 'quorum' || typeof join.n !== 'number' || join.n <= branches) return [];
  return [
    about(
      node,
      index,
      'config.n',
      'QUORUM_UNREACHABLE',
      `${node.id} waits for ${join.n} branches, but ${branches} lead to it`,
    ),
  ];
}

function checkErrorPort(graph: Graph, node: WorkflowNode, index: number): Problem[] {
  if (node.onError !== 'branch' || graph.outOf(node.id).some((edge) => edge.port === 'error')) return [];
  return [
    about(
      node,
      index,
      'onError',
      'ERROR_PORT_UNUSED',
      `Nothing leaves ${node.id} by its error port, so an error ends this path silently`,
      'warning',
    ),
  ];
}
