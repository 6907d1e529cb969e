/** A step as YAML, and back. The id, the place and the surroundings are not part of it. */
import { parseDocument, stringify } from 'yaml';
import { node as nodeSchema, type WorkflowNode } from '#libs/workflow';
import { kindOf } from '../../../builder/kinds.js';
import type { TextKey, TextParams } from '../../../text/catalogue.js';

const fields = ['name', 'kind', 'config', 'retry', 'timeoutMs', 'onError', 'notes'] as const;
type Field = (typeof fields)[number];
type Patch = { [F in Field]: WorkflowNode[F] | null };

const shape = nodeSchema.pick({
  name: true,
  kind: true,
  config: true,
  retry: true,
  timeoutMs: true,
  onError: true,
  notes: true,
});

export const yamlOfStep = (node: WorkflowNode): string =>
  stringify(Object.fromEntries(fields.flatMap((field) => (node[field] === undefined ? [] : [[field, node[field]]]))), {
    lineWidth: 0,
    aliasDuplicateObjects: false,
  });

/** What a text makes of a step: fields that it leaves out are taken away. Or what is wrong with it, in words or as a phrase. */
export type StepReading = { patch: Patch } | { why: string } | { phrase: TextKey; params?: TextParams };

export function stepOfYaml(text: string): StepReading {
  const document = parseDocument(text, { maxAliasCount: 0 } as never);
  const [error] = document.errors;
  if (error) return { why: error.message.split('\n')[0] ?? error.message };
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 0 });
  } catch (refused) {
    return { why: (refused as Error).message };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { phrase: 'panel.yaml.notMapping' };
  const unknown = Object.keys(value).find((name) => !fields.includes(name as Field));
  if (unknown !== undefined)
    return { phrase: 'panel.yaml.unknown', params: { field: unknown, fields: fields.join(', ') } };
  const parsed = shape.safeParse(value);
  const issue = parsed.error?.issues[0];
  if (!parsed.success) return { why: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}` };
  if (!kindOf(parsed.data.kind)) return { why: `kind: ${parsed.data.kind}?` };
  return { patch: Object.fromEntries(fields.map((field) => [field, parsed.data[field] ?? null])) as Patch };
}
