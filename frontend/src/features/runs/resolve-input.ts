import { evaluate, hasExpression, splitTemplate, type Scope } from '#libs/expressions';
import type { Run, Step } from '#libs/contracts';
import type { WorkflowNode } from '#libs/workflow';
import type { Graph } from '../../builder/graph.js';
import { kindOf } from '../../builder/kinds.js';
import { scopeOfPath } from './run-state.js';

export interface ResolvedInput {
  value: unknown;
  /** Places whose value is not known here: what they read has no result yet, or lies inside of what the page does not have. */
  unknown: string[];
}

/** A template as far as its parts are known; what is not known stays as it is written. */
function text(source: string, scope: Scope, onUnknown: () => void): unknown {
  try {
    return evaluate(source, scope);
  } catch {
    onUnknown();
  }
  try {
    return splitTemplate(source)
      .map((part) => {
        if (part.kind === 'text') return part.text;
        const written = `{{${part.source}}}`;
        try {
          return String(evaluate(` ${written}`, scope)).slice(1);
        } catch {
          return written;
        }
      })
      .join('');
  } catch {
    return source;
  }
}

export interface Place {
  run: Run;
  path: string;
  steps: readonly Step[];
  nodes: Graph['byId'];
}

/** The step's configuration with its expressions evaluated on the results of this run. The loading of CEL happens only here. */
export function resolveInput(node: WorkflowNode, at: Place): ResolvedInput {
  const { lateFields = [], literalFields = [] } = kindOf(node.kind) ?? {};
  const late = [...lateFields, ...literalFields];
  const scope = scopeAt(at);
  const unknown: string[] = [];
  const walk = (value: unknown, path: string): unknown => {
    if (typeof value === 'string') return hasExpression(value) ? text(value, scope, () => unknown.push(path)) : value;
    if (Array.isArray(value)) return value.map((item, index) => walk(item, `${path}[${index}]`));
    if (value !== null && typeof value === 'object')
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [
          key,
          path === '' && late.includes(key) ? item : walk(item, path === '' ? key : `${path}.${key}`),
        ]),
      );
    return value;
  };
  return { value: walk(node.config, ''), unknown };
}

/** What is in scope of a step: the run's input, the results of the steps around it (inner ones over outer ones), and its map's item. */
function scopeAt(at: Place): Scope {
  const mine = scopeOfPath(at.path);
  const visible = at.steps
    .filter((step) => step.status === 'succeeded' && mine.startsWith(scopeOfPath(step.path)))
    .sort((a, b) => scopeOfPath(a.path).length - scopeOfPath(b.path).length);
  const results = Object.fromEntries(visible.map((step) => [step.node, { output: step.output, meta: step.meta }]));
  return { input: at.run.input, run: { id: at.run.id }, steps: results, ...itemAt(mine, at) } as unknown as Scope;
}

/** `item` and `index` of the innermost map: its list, evaluated where the map itself stands. */
function itemAt(prefix: string, at: Place): { index?: number; item?: unknown } {
  const match = /^(.*?)([A-Za-z0-9]+)\[(\d+)\]\/$/.exec(prefix);
  if (!match) return {};
  const [, outer = '', map = '', index = '0'] = match;
  const items = at.nodes.get(map)?.node.config['items'];
  try {
    const list = typeof items === 'string' ? evaluate(items, scopeAt({ ...at, path: outer + map })) : items;
    return { index: Number(index), ...(Array.isArray(list) && { item: list[Number(index)] as unknown }) };
  } catch {
    return { index: Number(index) };
  }
}
