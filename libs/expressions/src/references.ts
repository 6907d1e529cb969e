import type { ASTNode } from '@marcbachmann/cel-js';
import { loopMethods } from './reference.js';

/** One step that an expression reads, with the fields as far as they are written out: `steps.topic.output.label`. */
export interface StepReference {
  id: string;
  path: string[];
  position: number;
}

/** What an expression reads. Names that it binds itself (loop variables) are not among them. */
export interface References {
  /** Every outer name, such as `input`, `steps`, `item`, once. */
  roots: string[];
  steps: StepReference[];
  /** Paths below `input`: `['customer', 'name']`. */
  inputs: string[][];
  /** Paths below `item`. */
  items: string[][];
  /** Paths below `vars`, the variables of a prompt. A path is empty where the name is known only when it runs. */
  vars: string[][];
  /** `steps[x]` with an x that is known only when it runs. */
  hasDynamicStep: boolean;
}

/** Methods whose first argument names a variable. */
const loops = new Set(loopMethods);

export function findReferences(ast: ASTNode): References {
  const found: References = { roots: [], steps: [], inputs: [], items: [], vars: [], hasDynamicStep: false };
  walk(ast, new Set(), found);
  return found;
}

function walk(node: ASTNode, bound: ReadonlySet<string>, found: References): void {
  const chain = chainOf(node);
  if (chain) {
    if (!bound.has(chain.root)) note(chain, found);
    for (const index of chain.dynamic) walk(index, bound, found);
    return;
  }
  if (node.op === 'rcall') return walkCall(node.args[0], node.args[1], node.args[2], bound, found);
  for (const child of childrenOf(node)) walk(child, bound, found);
}

function walkCall(
  name: string,
  receiver: ASTNode,
  args: ASTNode[],
  bound: ReadonlySet<string>,
  found: References,
): void {
  const isNamespace = receiver.op === 'id' && (receiver.args === 'cel' || receiver.args === 'optional');
  const variable = args[0]?.op === 'id' ? args[0].args : undefined;
  if (!isNamespace) walk(receiver, bound, found);
  if (variable !== undefined && ((isNamespace && name === 'bind') || (loops.has(name) && args.length > 1))) {
    const inner = new Set([...bound, variable]);
    args.slice(1).forEach((arg, index) => walk(arg, isNamespace && index === 0 ? bound : inner, found));
  } else for (const arg of args) walk(arg, bound, found);
}

interface Chain {
  root: string;
  fields: string[];
  dynamic: ASTNode[];
  position: number;
}

/** `a.b["c"].?d` as one reference; what follows an index known only at run time is not part of it. */
function chainOf(node: ASTNode): Chain | undefined {
  if (node.op === 'id') return { root: node.args, fields: [], dynamic: [], position: node.start };
  if (node.op !== '.' && node.op !== '.?' && node.op !== '[]' && node.op !== '[?]') return undefined;
  const chain = chainOf(node.args[0]);
  if (!chain) return undefined;
  const key =
    typeof node.args[1] === 'string'
      ? node.args[1]
      : node.args[1].op === 'value' && typeof node.args[1].args === 'string'
        ? node.args[1].args
        : undefined;
  if (key === undefined) chain.dynamic.push(node.args[1] as ASTNode);
  else if (chain.dynamic.length === 0) chain.fields.push(key);
  return chain;
}

function note({ root, fields, dynamic, position }: Chain, found: References): void {
  if (!found.roots.includes(root)) found.roots.push(root);
  if (root === 'input') found.inputs.push(fields);
  if (root === 'item') found.items.push(fields);
  if (root === 'vars') found.vars.push(fields);
  if (root !== 'steps') return;
  const [id, ...path] = fields;
  if (id !== undefined) found.steps.push({ id, path, position });
  else if (dynamic.length > 0) found.hasDynamicStep = true;
}

function childrenOf(node: ASTNode): ASTNode[] {
  switch (node.op) {
    case 'value':
    case 'id':
      return [];
    case '.':
    case '.?':
      return [node.args[0]];
    case 'call':
      return node.args[1];
    case 'rcall':
      return [node.args[1], ...node.args[2]];
    case 'map':
      return node.args.flat();
    case '!_':
    case '-_':
      return [node.args];
    default:
      return node.args;
  }
}
