import { typesOf, type Schema } from '#libs/workflow';

export interface FieldIn {
  name: string;
  schema: Schema;
  title?: string;
}

const isObject = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const options = (schema: Schema): Schema[] => {
  const any = schema['anyOf'] ?? schema['oneOf'];
  return Array.isArray(any) ? any.filter(isObject) : [];
};

/** The fields that a value of a schema has; where the schema is silent, those of a known value. */
export function fieldsIn(schema: Schema, value?: unknown): FieldIn[] {
  const fields = new Map<string, FieldIn>();
  for (const part of [schema, ...options(schema)])
    for (const [name, field] of Object.entries(isObject(part['properties']) ? part['properties'] : {}))
      if (!fields.has(name) && isObject(field))
        fields.set(name, { name, schema: field, ...(typeof field['title'] === 'string' && { title: field['title'] }) });
  if (isObject(value))
    for (const name of Object.keys(value)) if (!fields.has(name)) fields.set(name, { name, schema: {} });
  return [...fields.values()];
}

/** What stands at the end of a path; anything where the schema does not say. */
export function schemaAt(schema: Schema, path: readonly string[]): Schema {
  return path.reduce<Schema>((at, name) => {
    for (const part of [at, ...options(at)]) {
      const field = isObject(part['properties']) ? part['properties'][name] : undefined;
      if (isObject(field)) return field;
      if (/^\d+$/.test(name) && isObject(part['items'])) return part['items'];
      if (isObject(part['additionalProperties'])) return part['additionalProperties'];
    }
    return {};
  }, schema);
}

const words = {
  string: 'text',
  number: 'number',
  boolean: 'yes/no',
  null: 'nothing',
  array: 'list',
  object: 'object',
} as const;

/** `text`, `list`; empty when nothing is known. */
export const typeWord = (schema: Schema): string => {
  const types = typesOf(schema);
  return types ? [...types].map((type) => words[type]).join(' | ') : '';
};
