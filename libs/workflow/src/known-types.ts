/** What is known beforehand of the values that flow through a workflow. */
import { z } from 'zod';
import type { ParseExpression } from './spot.js';
import type { WorkflowNode } from './definition.js';
import type { Graph } from './graph.js';
import type { KindSpec } from './kind.js';
import { anything, follow, type Schema, type Segment } from './schema-walk.js';

/** Where a value stands: at a node, or (`isLate`) inside the body that belongs to it. */
export interface Standpoint {
  node: WorkflowNode;
  isLate: boolean;
}

const outputs = new WeakMap<KindSpec, Schema>();
const configs = new WeakMap<KindSpec, Schema>();

function schemaOf(kept: WeakMap<KindSpec, Schema>, kind: KindSpec, io: 'input' | 'output'): Schema {
  let known = kept.get(kind);
  if (!known) {
    const schema = io === 'input' ? kind.config : kind.output;
    kept.set(kind, (known = z.toJSONSchema(schema, { io, unrepresentable: 'any', cycles: 'ref' }) as Schema));
  }
  return known;
}

/** The configuration that a kind takes, with its expressions resolved, as JSON Schema. */
export const configSchema = (kind: KindSpec): Schema => schemaOf(configs, kind, 'input');

const meta: Schema = z.toJSONSchema(
  z.object({
    ms: z.number(),
    attempts: z.number(),
    usage: z.object({
      tokens: z.number(),
      inputTokens: z.number(),
      outputTokens: z.number(),
      costMicros: z.number(),
    }),
  }),
) as Schema;

/** `steps.topic.output`: the root `steps`, and the way from there. */
export interface Place {
  root: string;
  path: readonly Segment[];
}

/** `steps.topic.output.items[0].name`, and nothing else. */
const reference = /^([A-Za-z_]\w*)((?:\s*\.\s*[A-Za-z_]\w*|\s*\[\s*(?:"[^"\\]*"|'[^'\\]*'|\d+)\s*\])*)$/;
const part = /\.\s*([A-Za-z_]\w*)|\[\s*(?:"([^"\\]*)"|'([^'\\]*)'|(\d+))\s*\]/g;

/** The root and the path of an expression that reads one place; undefined for one that computes. */
export function readPlace(source: string): Place | undefined {
  const [, root, rest] = reference.exec(source.trim()) ?? [];
  if (root === undefined) return undefined;
  const path = [...(rest ?? '').matchAll(part)].map(
    ([, field, double, single, index]) => field ?? double ?? single ?? Number(index),
  );
  return { root, path };
}

/** Whether the text is this one expression, so that it has the type of its value. */
export const isWhole = (text: string, source: string): boolean =>
  text.startsWith('{{') && text.endsWith('}}') && text.slice(2, -2).trim() === source.trim();

export class KnownTypes {
  private readonly known = new Map<string, Schema>();

  constructor(
    private readonly graph: Graph,
    private readonly parse: ParseExpression,
  ) {}

  get input(): Schema {
    return this.graph.definition.inputs ?? anything;
  }

  /** `steps.<id>`: its output and what is known about its execution. */
  step(id: string): Schema {
    return { type: 'object', properties: { output: this.output(id), meta }, additionalProperties: false };
  }

  output(id: string): Schema {
    const known = this.known.get(id);
    if (known) return known;
    // What reads itself, in a graph that is wrong elsewhere, stays unknown.
    this.known.set(id, anything);
    const node = this.graph.node(id);
    const kind = node && this.graph.kindOf(node);
    const schema = node && kind ? this.outputOf(node, kind) : anything;
    this.known.set(id, schema);
    return schema;
  }

  /** `item` where the value stands: an item of the innermost map. */
  item({ node, isLate }: Standpoint): Schema {
    const owner = isLate ? node : node.parent === undefined ? undefined : this.graph.node(node.parent);
    const kind = owner && this.graph.kindOf(owner);
    if (!owner || !kind || kind.repeats) return anything;
    const items = this.of(owner.config['items'], { node: owner, isLate: false });
    const item = follow(items, [0]);
    return 'schema' in item ? item.schema : anything;
  }

  /** Of a value in a configuration, which may hold expressions. */
  of(value: unknown, at: Standpoint): Schema {
    if (typeof value === 'string') return value.includes('{{') ? this.ofText(value, at) : { type: 'string' };
    if (value === null || value === undefined) return value === null ? { type: 'null' } : anything;
    if (Array.isArray(value)) return { type: 'array', items: this.ofItems(value, at) };
    if (typeof value !== 'object') return { type: typeof value };
    const properties = Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.of(item, at)]));
    return { type: 'object', properties, additionalProperties: false };
  }

  /** What stands at a place, or why nothing can; a fault counts segments from the root's own fields on. */
  read({ root, path }: Place, at: Standpoint): ReturnType<typeof follow> {
    if (root !== 'steps') return follow(this.rootSchema(root, at), path);
    const [id] = path;
    return typeof id === 'string' ? follow(this.step(id), path, 1) : { schema: anything };
  }

  private rootSchema(root: string, at: Standpoint): Schema {
    if (root === 'input') return this.input;
    if (root === 'item') return this.item(at);
    return root === 'index' ? { type: 'number' } : root === 'now' ? { type: 'string' } : anything;
  }

  private ofItems(items: readonly unknown[], at: Standpoint): Schema {
    return items.length === 1 ? this.of(items[0], at) : anything;
  }

  private ofText(text: string, at: Standpoint): Schema {
    const { expressions, problems } = this.parse(text);
    const [only] = expressions;
    if (problems.length > 0 || !only) return anything;
    if (!isWhole(text, only.source)) return { type: 'string' };
    const place = readPlace(only.source);
    if (!place) return anything;
    const read = this.read(place, at);
    return 'schema' in read ? read.schema : anything;
  }

  private outputOf(node: WorkflowNode, kind: KindSpec): Schema {
    const given = schemaOf(outputs, kind, 'output');
    const known = {
      of: (value: unknown) => this.of(value, { node, isLate: false }),
      inside: (value: unknown) => this.of(value, { node, isLate: true }),
      branches: () =>
        Object.fromEntries(this.graph.into(node.id).map(({ from }) => [from, this.output(from)])) as Record<
          string,
          Schema
        >,
    };
    if (kind.role === 'trigger') return this.input;
    try {
      return kind.outputSchema?.(node.config, known) ?? given;
    } catch {
      // A configuration that is wrong is told elsewhere.
      return given;
    }
  }
}
