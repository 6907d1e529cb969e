/** Expressions in configurations: whether they can be read, and whether what they read is known where they stand. */
import { Certainty } from './certainty.js';
import { checkValues } from './check-values.js';
import type { WorkflowNode } from './definition.js';
import type { Graph } from './graph.js';
import { KnownTypes } from './known-types.js';
import type { Problem } from './problem.js';
import { problem, type ParseExpression, type Spot, type TextReading } from './spot.js';

const everywhere = new Set(['input', 'trigger', 'steps', 'run', 'now']);
const stepFields = new Set(['output', 'meta']);

export function checkExpressions(graph: Graph, parse: ParseExpression): Problem[] {
  const types = new KnownTypes(graph, parse);
  const certainty = new Certainty(graph);
  return graph.definition.nodes.flatMap((node, index) => {
    const { lateFields: late = [], literalFields: literal = [] } = graph.kindOf(node) ?? {};
    return textsOf(node.config).flatMap(({ path, text }) => {
      if (literal.includes(String(path[0]))) return [];
      const spot: Spot = {
        graph,
        types,
        certainty,
        node,
        path: ['nodes', index, 'config', ...path],
        isLate: late.includes(String(path[0])),
      };
      return checkText(spot, text, parse(text));
    });
  });
}

interface TextAt {
  path: PropertyKey[];
  text: string;
}

/** Every text with an expression in a configuration. */
export function textsOf(value: unknown, path: PropertyKey[] = []): TextAt[] {
  if (typeof value === 'string') return value.includes('{{') ? [{ path, text: value }] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    textsOf(item, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

function checkText(spot: Spot, text: string, reading: TextReading): Problem[] {
  const unreadable = reading.problems.map(({ message, position, source }) =>
    problem(spot, 'EXPRESSION_INVALID', `${message}, at position ${position} of ${source}`),
  );
  const unknown = reading.expressions.flatMap(({ references }) => [
    ...references.roots.flatMap((root) => checkRoot(spot, root)),
    ...references.steps.flatMap((step) => checkStep(spot, step.id, step.path)),
    ...(references.hasDynamicStep
      ? [problem(spot, 'STEP_KNOWN_LATE', 'Which step this reads is known only when it runs', 'warning')]
      : []),
  ]);
  // What is not even there has no fields.
  const values = [...unreadable, ...unknown].some(({ severity }) => severity === 'error')
    ? []
    : checkValues(spot, text, reading);
  return [...unreadable, ...unknown, ...values];
}

function checkRoot(spot: Spot, root: string): Problem[] {
  if (everywhere.has(root)) return [];
  if (root === 'item' || root === 'index') {
    return spot.isLate || spot.node.parent !== undefined
      ? []
      : [problem(spot, 'UNKNOWN_NAME', `${root} is known only inside a map or loop`)];
  }
  if (root === 'error') {
    return followsError(spot)
      ? []
      : [problem(spot, 'UNKNOWN_NAME', 'error is known only behind the error port of a step')];
  }
  const hint = spot.graph.node(root) ? `; did you mean steps.${root}.output?` : '';
  return [problem(spot, 'UNKNOWN_NAME', `There is no ${root} here${hint}`)];
}

/** Whether some way here, or to a scope around, leaves a step by its error port. */
function followsError({ graph, node }: Spot): boolean {
  return [node.id, ...graph.owners(node)].some((id) =>
    [id, ...graph.upstream(id)].some((at) => graph.into(at).some((edge) => edge.port === 'error')),
  );
}

function checkStep(spot: Spot, id: string, path: readonly string[]): Problem[] {
  const target = spot.graph.node(id);
  if (!target) return [problem(spot, 'UNKNOWN_STEP', `There is no step ${id}`)];
  if (!isKnownHere(spot, target)) return [problem(spot, 'STEP_NOT_UPSTREAM', notUpstream(spot, target))];
  const [field] = path;
  return field === undefined || stepFields.has(field)
    ? []
    : [problem(spot, 'UNKNOWN_STEP_FIELD', `steps.${id} has output and meta, but no ${field}`)];
}

/** A step is known to those behind it, and to all that stands in scopes behind it; a late field knows the whole body. */
function isKnownHere({ graph, node, isLate }: Spot, target: WorkflowNode): boolean {
  if (isLate && target.parent === node.id) return true;
  return [node.id, ...graph.owners(node)].some(
    (at) => graph.node(at)?.parent === target.parent && graph.upstream(at).has(target.id),
  );
}

function notUpstream({ graph, node }: Spot, target: WorkflowNode): string {
  if (target.id === node.id) return `${node.id} cannot read its own output`;
  const isInside =
    target.parent !== undefined && target.parent !== node.id && !graph.owners(node).includes(target.parent);
  if (isInside) return `${target.id} runs inside ${target.parent}; read steps.${target.parent}.output instead`;
  return `${target.id} does not come before ${node.id}`;
}
