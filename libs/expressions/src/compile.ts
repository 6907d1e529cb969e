/**
 * Turns the syntax tree that cel-js parses into a function. Its own evaluator is not used: it has three sorts of numbers where JSON
 * has one, and nothing bounds the work of nested loops and of lists that double (docs/adr/0011). A spec compares the two.
 */
import type { ASTNode } from '@marcbachmann/cel-js';
import { ExpressionError } from './error.js';
import { functions } from './functions.js';
import { macros } from './macros.js';
import { binaryOperators, member } from './operators.js';
import type { Compile, Place, Run } from './program.js';
import { Maybe, plain, show, typeName, ValueError } from './values.js';

/** @throws ExpressionError on what CEL knows and we do not: bytes, unknown functions, wrong numbers of arguments. */
export const compileNode: Compile = (node, place) => {
  const run = build(node, place);
  return (frame) => {
    try {
      return run(frame);
    } catch (error) {
      if (error instanceof ValueError)
        throw new ExpressionError(
          error.message,
          place.expression,
          node.pos,
          error.met === undefined ? undefined : show(error.met),
        );
      throw error;
    }
  };
};

export const refuse = (message: string, node: { pos: number }, place: Place): ExpressionError =>
  new ExpressionError(message, place.expression, node.pos);

function build(node: ASTNode, place: Place): Run {
  switch (node.op) {
    case 'value':
      return literal(node, place);
    case 'id':
      return variable(node.args, place);
    case '.':
      return access(compileNode(node.args[0], place), () => node.args[1]);
    case '.?':
      return optionalAccess(compileNode(node.args[0], place), () => node.args[1]);
    case '[]':
      return access(compileNode(node.args[0], place), compileNode(node.args[1], place));
    case '[?]':
      return optionalAccess(compileNode(node.args[0], place), compileNode(node.args[1], place));
    case 'list':
      return listOf(node.args.map((item) => compileNode(item, place)));
    case 'map':
      return mapOf(node.args.map(([key, value]) => [compileNode(key, place), compileNode(value, place)]));
    case '?:':
      return choice(node.args.map((part) => compileNode(part, place)) as [Run, Run, Run]);
    case '||':
      return logical(true, compileNode(node.args[0], place), compileNode(node.args[1], place));
    case '&&':
      return logical(false, compileNode(node.args[0], place), compileNode(node.args[1], place));
    case '!_':
      return negate(compileNode(node.args, place));
    case '-_':
      return minus(compileNode(node.args, place));
    case 'call':
      return call(node, place, node.args[0], undefined, node.args[1]);
    case 'rcall':
      return call(node, place, node.args[0], node.args[1], node.args[2]);
    default:
      return binary(node.op, compileNode(node.args[0], place), compileNode(node.args[1], place));
  }
}

function literal(node: ASTNode & { op: 'value' }, place: Place): Run {
  const value: unknown = node.args;
  if (value instanceof Uint8Array) throw refuse('bytes are no JSON value', node, place);
  // Integers come as bigint, unsigned ones as an object around a bigint.
  const made = typeof value === 'bigint' || (typeof value === 'object' && value !== null) ? Number(value) : value;
  return () => made;
}

function variable(name: string, place: Place): Run {
  const slot = place.locals.lastIndexOf(name);
  if (slot >= 0) return (frame) => frame.locals[slot];
  return ({ scope }) => {
    const value = Object.hasOwn(scope, name) ? scope[name] : undefined;
    if (value !== undefined) return value;
    throw new ValueError(`there is no ${name} here; in scope: ${Object.keys(scope).join(', ')}`);
  };
}

function access(of: Run, key: Run): Run {
  return (frame) => {
    const value = of(frame);
    const at = key(frame);
    if (value instanceof Maybe) return value.isPresent ? Maybe.of(member(value.value, at)) : value;
    const found = member(value, at);
    if (found !== undefined) return found;
    throw new ValueError(typeof at === 'number' ? `there is no item ${at}` : `there is no ${String(at)}`, value);
  };
}

/** `.?` of what is missing, or of something that has no fields at all, is an empty optional. */
function optionalAccess(of: Run, key: Run): Run {
  return (frame) => {
    const value = of(frame);
    const inner = value instanceof Maybe ? value.value : value;
    if (inner === null || typeof inner !== 'object') return Maybe.none;
    return Maybe.of(member(inner, key(frame)));
  };
}

const listOf =
  (items: Run[]): Run =>
  (frame) => {
    frame.budget.spend(items.length);
    return items.map((item) => plain(item(frame)));
  };

const mapOf =
  (entries: [Run, Run][]): Run =>
  (frame) => {
    frame.budget.spend(entries.length);
    return Object.fromEntries(entries.map(([key, value]) => [keyOf(key(frame)), plain(value(frame))]));
  };

function keyOf(key: unknown): string {
  if ((typeof key === 'string' || typeof key === 'number' || typeof key === 'boolean') && key !== '__proto__')
    return String(key);
  throw new ValueError('this cannot be the key of a map', key);
}

function truth(value: unknown, what: string): boolean {
  if (typeof value === 'boolean') return value;
  throw new ValueError(`${what} needs true or false, not ${typeName(value)}`, value);
}

const choice =
  ([condition, yes, no]: [Run, Run, Run]): Run =>
  (frame) =>
    truth(condition(frame), '?:') ? yes(frame) : no(frame);

/** As CEL has it: a side that decides the result makes an error on the other side unimportant. */
function logical(decisive: boolean, left: Run, right: Run): Run {
  const word = decisive ? '||' : '&&';
  return (frame) => {
    let first: boolean;
    try {
      first = truth(left(frame), word);
    } catch (error) {
      frame.budget.forgive(error);
      if (truth(right(frame), word) === decisive) return decisive;
      throw error;
    }
    return first === decisive ? decisive : truth(right(frame), word);
  };
}

const negate =
  (of: Run): Run =>
  (frame) =>
    !truth(of(frame), '!');

const minus =
  (of: Run): Run =>
  (frame) => {
    const value = of(frame);
    if (typeof value === 'number') return -value;
    throw new ValueError(`cannot negate ${typeName(value)}`, value);
  };

function binary(op: string, left: Run, right: Run): Run {
  const operator = binaryOperators[op]!;
  return (frame) => operator(left(frame), right(frame), frame.budget);
}

function call(node: ASTNode, place: Place, name: string, receiver: ASTNode | undefined, given: ASTNode[]): Run {
  const macro = macros[receiver ? `.${name}` : name]?.(node, place, receiver, given, compileNode);
  if (macro) return macro;
  const fn = functions[name];
  const args = receiver ? [receiver, ...given] : given;
  if (!fn) throw refuse(`there is no function ${name}`, node, place);
  if (args.length < fn.min || args.length > fn.max)
    throw refuse(
      `${name} takes ${fn.min === fn.max ? fn.min : `${fn.min} to ${fn.max}`} arguments, not ${args.length}`,
      node,
      place,
    );
  const runs = args.map((arg) => compileNode(arg, place));
  return (frame) => {
    frame.budget.spend(1);
    const values: unknown[] = new Array(runs.length);
    for (let i = 0; i < runs.length; i++) values[i] = runs[i]!(frame);
    return fn.run(values, frame.budget);
  };
}
