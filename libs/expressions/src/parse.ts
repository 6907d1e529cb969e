import { Environment, ParseError, type ASTNode } from '@marcbachmann/cel-js';
import { compileNode } from './compile.js';
import { ExpressionError } from './error.js';
import type { Run } from './program.js';
import { findReferences, type References } from './references.js';
import { Budget, expressionLimits, mustFit, plain, ValueError } from './values.js';

/** The names an expression may read, such as `input`, `steps`, `item`; values are JSON. Getters are called only when read. */
export type Scope = Readonly<Record<string, unknown>>;

/** A parsed expression. Immutable, and safe to use any number of times. */
export interface Expression {
  readonly source: string;
  readonly references: References;
  /** @throws ExpressionError naming the place and the value met. The result is JSON. */
  evaluate(scope: Scope): unknown;
}

const environment = new Environment({
  unlistedVariablesAreDyn: true,
  homogeneousAggregateLiterals: false,
  enableOptionalTypes: true,
  limits: {
    maxAstNodes: expressionLimits.nodes,
    maxDepth: expressionLimits.depth,
    maxListElements: 1000,
    maxMapEntries: 1000,
    maxCallArguments: 32,
  },
});

const cache = new Map<string, Expression>();
const cached = 2_000;

/** @throws ExpressionError where the text is no expression, or exceeds a limit. */
export function parseExpression(source: string): Expression {
  const known = cache.get(source);
  if (known) return known;
  const made = build(source);
  // The oldest goes; definitions in use are parsed again in microseconds.
  if (cache.size >= cached) cache.delete(cache.keys().next().value!);
  cache.set(source, made);
  return made;
}

function build(source: string): Expression {
  if (source.length > expressionLimits.length)
    throw new ExpressionError(
      `an expression may have at most ${expressionLimits.length} characters`,
      source,
      expressionLimits.length,
    );
  if (source.trim() === '') throw new ExpressionError('there is no expression here', source, 0);
  const ast = guardStack(source, () => parse(source));
  const run = guardStack(source, () => compileNode(ast, { expression: source, locals: [] }));
  return {
    source,
    references: guardStack(source, () => findReferences(ast)),
    // What is only read is as large as it was; what is made may have grown.
    evaluate: isRead(ast)
      ? (scope) => guardStack(source, () => evaluate(run, scope))
      : (scope) => guardStack(source, () => checkedSize(evaluate(run, scope), source)),
  };
}

const isRead = (node: ASTNode): boolean =>
  node.op === 'id' || ((node.op === '.' || node.op === '[]') && isRead(node.args[0]));

const evaluate = (run: Run, scope: Scope): unknown => plain(run({ scope, locals: [], budget: new Budget() }));

function checkedSize(value: unknown, source: string): unknown {
  if (typeof value !== 'object' || value === null) return value;
  try {
    mustFit(value);
  } catch (error) {
    throw error instanceof ValueError ? new ExpressionError(error.message, source, 0) : error;
  }
  return value;
}

function parse(source: string): ASTNode {
  try {
    return environment.parse(source).ast;
  } catch (error) {
    if (error instanceof ParseError)
      throw new ExpressionError(lowerFirst(error.summary), source, error.range?.start ?? 0);
    throw error;
  }
}

/** Nesting that the parser does not count (`!!!!…`, `1+1+1…`) ends here instead of in the process. */
function guardStack<T>(source: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError)
      throw new ExpressionError('the expression is nested too deeply or too large', source, 0);
    throw error;
  }
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
