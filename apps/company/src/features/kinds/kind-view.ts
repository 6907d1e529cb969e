import { nodeKinds } from '#libs/catalog/node-kinds/defs';
import type { NodeKind } from '#libs/contracts';
import type { Kinds, KindSpec } from '#libs/workflow';
import { z } from 'zod';

/** A kind as programs see it. */
export function kindView(kind: KindSpec): NodeKind {
  const { id, version, title, description, icon, role, effect, ports } = kind;
  return {
    id,
    version,
    title,
    description,
    icon,
    role,
    effect: typeof effect === 'function' ? null : effect,
    ports: typeof ports === 'function' ? null : [...ports],
    config: schemaOf(kind.config, 'input'),
    output: schemaOf(kind.output, 'output'),
    lateFields: [...(kind.lateFields ?? [])],
    literalFields: [...(kind.literalFields ?? [])],
    waits: kind.yieldsPlace ?? false,
    ends: kind.endsScope ?? false,
  };
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> {
  const { $schema: _dialect, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any', cycles: 'ref' });
  return json;
}

let views: NodeKind[] | undefined;

/** The catalogue in the order of the picker, made once. */
export const kindViews = (): readonly NodeKind[] =>
  (views ??= Object.values(nodeKinds as Kinds).map((kind) => kindView(kind)));
