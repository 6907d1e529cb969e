import { definition as definitionSchema, limits, type Definition } from './definition.js';
import { checkConfig } from './check-config.js';
import { checkExpressions } from './check-expressions.js';
import type { ParseExpression } from './spot.js';
import { checkEdges, checkFlow, checkScopes } from './check-graph.js';
import { graphOf, type Graph } from './graph.js';
import type { Kinds } from './kind.js';
import { pathText, type Problem } from './problem.js';
import { reservedWords } from './reserved.js';

export interface Surroundings {
  kinds: Kinds;
  /** `inspectTemplate` of libs/expressions. */
  parseExpression: ParseExpression;
}

/**
 * Everything that is wrong with a definition, in the order of its nodes and edges; empty when there is nothing to say.
 * Takes whatever came in: what does not even have the shape of a definition is told field by field, and no further.
 */
export function validate(candidate: unknown, { kinds, parseExpression }: Surroundings): Problem[] {
  if (isTooDeep(candidate, limits.jsonDepth))
    return [
      {
        path: '',
        code: 'TOO_DEEP',
        message: `A definition may be nested at most ${limits.jsonDepth} levels deep`,
        severity: 'error',
      },
    ];
  const parsed = definitionSchema.safeParse(candidate);
  if (!parsed.success) return parsed.error.issues.map((issue) => schemaProblem(candidate, issue));
  const graph = graphOf(parsed.data, kinds);
  return [
    ...checkNodes(graph),
    ...checkScopes(graph),
    ...checkEdges(graph),
    ...checkFlow(graph),
    ...checkExpressions(graph, parseExpression),
  ];
}

/** Whether a definition may be published and run. */
export const hasErrors = (problems: readonly Problem[]): boolean =>
  problems.some((problem) => problem.severity === 'error');

function schemaProblem(candidate: unknown, issue: { path: PropertyKey[]; message: string }): Problem {
  const [field, index] = issue.path;
  const node: unknown =
    field === 'nodes' && typeof index === 'number' ? (candidate as Definition).nodes[index]?.id : undefined;
  return {
    ...(typeof node === 'string' && { node }),
    path: pathText(issue.path),
    code: 'SCHEMA',
    message: issue.message,
    severity: 'error',
  };
}

function checkNodes(graph: Graph): Problem[] {
  const reserved = new Set(reservedWords);
  return graph.definition.nodes.flatMap((node, index) => {
    const problems: Problem[] = [];
    const add = (field: string, code: Problem['code'], message: string): number =>
      problems.push({ node: node.id, path: `nodes[${index}].${field}`, code, message, severity: 'error' });
    if (graph.index(node.id) !== index) add('id', 'DUPLICATE_ID', `The id ${node.id} is there twice`);
    if (reserved.has(node.id))
      add('id', 'RESERVED_ID', `${node.id} is a word of the expression language and cannot be an id`);
    const kind = graph.kindOf(node);
    if (!kind) add('kind', 'UNKNOWN_KIND', `There is no kind ${node.kind}`);
    return kind ? [...problems, ...checkConfig(node, index, kind)] : problems;
  });
}

/** Walks with a list instead of the stack, which hostile nesting would exhaust. */
function isTooDeep(candidate: unknown, deepest: number): boolean {
  let level: unknown[] = [candidate];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > deepest) return true;
    level = level.flatMap((value) => (typeof value === 'object' && value !== null ? Object.values(value) : []));
  }
  return false;
}
