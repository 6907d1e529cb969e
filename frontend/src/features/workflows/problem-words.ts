import type { WorkflowProblem } from '#libs/contracts';
import type { Definition } from '#libs/workflow';
import type { Text } from '../../text/text.js';
import { schemaOfKind, type FieldSchema } from './panel/form-schema.js';

/** What is wrong in words for people: a field that is not filled in is called by its title. */
export function problemWords(problem: WorkflowProblem, definition: Definition, t: Text): string {
  const missing = problem.code === 'CONFIG_INVALID' ? missingField(problem, definition) : undefined;
  return missing === undefined ? problem.message : t('builder.missing', { field: missing });
}

function missingField({ node: id, path }: WorkflowProblem, definition: Definition): string | undefined {
  const node = definition.nodes.find((each) => each.id === id);
  const names = /^nodes\[\d+\]\.config((?:\.\w+|\[\d+\])+)$/.exec(path)?.[1]?.match(/\w+/g);
  if (!node || !names) return undefined;
  let value: unknown = node.config;
  let schema: FieldSchema | undefined = schemaOfKind(node.kind);
  for (const name of names) {
    value = value !== null && typeof value === 'object' ? (value as Record<string, unknown>)[name] : undefined;
    const forms: FieldSchema[] = schema ? [schema, ...(schema.anyOf ?? [])] : [];
    schema = forms.map((form) => form.properties?.[name]).find(Boolean);
  }
  return value === undefined || value === '' ? (schema?.title ?? names.at(-1)) : undefined;
}
