import { toJSONSchema } from 'zod';
import type { WorkflowNode } from '#libs/workflow';
import { kindOf } from '../../builder/kinds.js';

export interface ConfigField {
  name: string;
  title: string;
  value: unknown;
}

/** The set fields of a step's configuration, in the order and with the titles of its kind; unknown ones by their own names at the end. */
export function configFields(node: WorkflowNode): ConfigField[] {
  const titles = titlesOf(node.kind);
  const set = Object.entries(node.config);
  const rank = (name: string) => {
    const at = [...titles.keys()].indexOf(name);
    return at < 0 ? titles.size : at;
  };
  return set
    .map(([name, value]) => ({ name, title: titles.get(name) ?? name, value }))
    .sort((a, b) => rank(a.name) - rank(b.name));
}

function titlesOf(kind: string): Map<string, string> {
  const config = kindOf(kind)?.config;
  if (!config) return new Map();
  const schema = toJSONSchema(config, { io: 'input', unrepresentable: 'any' }) as Shape;
  const shapes = [schema, ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  return new Map(
    shapes
      .flatMap((shape) => Object.entries(shape.properties ?? {}))
      .map(([name, field]) => [name, field.title ?? name]),
  );
}

interface Shape {
  properties?: Record<string, { title?: string }>;
  anyOf?: Shape[];
  oneOf?: Shape[];
}
