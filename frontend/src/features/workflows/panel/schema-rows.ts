/** A JSON Schema of an object as rows that people edit: name, type, required, what it is. What rows cannot say stays as it is. */
export const rowTypes = ['text', 'long', 'number', 'integer', 'yesno', 'date', 'choice', 'list', 'object'] as const;
export type RowType = (typeof rowTypes)[number];

type Schema = Record<string, unknown>;
export interface SchemaRow {
  name: string;
  type: RowType;
  required: boolean;
  description: string;
  choices: string[];
  schema: Schema;
}

const isObject = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function typeOfRow(schema: Schema): RowType {
  if (Array.isArray(schema['enum'])) return 'choice';
  if (schema['type'] === 'string') {
    if (schema['format'] === 'date' || schema['format'] === 'date-time') return 'date';
    return schema['format'] === 'textarea' ? 'long' : 'text';
  }
  if (schema['type'] === 'boolean') return 'yesno';
  if (schema['type'] === 'array') return 'list';
  return schema['type'] === 'number' || schema['type'] === 'integer' ? schema['type'] : 'object';
}

const made: Record<RowType, Schema> = {
  text: { type: 'string' },
  long: { type: 'string', format: 'textarea' },
  number: { type: 'number' },
  integer: { type: 'integer' },
  yesno: { type: 'boolean' },
  date: { type: 'string', format: 'date' },
  choice: { type: 'string', enum: [] },
  list: { type: 'array', items: { type: 'string' } },
  object: { type: 'object' },
};

/** Undefined when the schema is more than an object with fields. */
export function rowsOfSchema(schema: unknown): SchemaRow[] | undefined {
  if (schema === undefined) return [];
  if (!isObject(schema)) return undefined;
  if (Object.keys(schema).length === 0) return [];
  if (schema['type'] !== 'object' || '$ref' in schema || 'allOf' in schema || 'anyOf' in schema) return undefined;
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  return Object.entries(properties).map(([name, field]) => {
    const own = isObject(field) ? field : {};
    return {
      name,
      type: typeOfRow(own),
      required: required.includes(name),
      description: typeof own['description'] === 'string' ? own['description'] : '',
      choices: Array.isArray(own['enum']) ? own['enum'].map(String) : [],
      schema: own,
    };
  });
}

/** The schema with these rows; its other words stay. */
export function schemaOfRows(rows: readonly SchemaRow[], before: unknown): Schema {
  const rest = isObject(before) ? before : {};
  const required = rows.filter((row) => row.required).map(({ name }) => name);
  const { required: _required, ...kept } = rest;
  return {
    ...kept,
    type: 'object',
    ...(required.length > 0 && { required }),
    properties: Object.fromEntries(rows.map((row) => [row.name, fieldOfRow(row)])),
  };
}

function fieldOfRow({ type, description, choices, schema }: SchemaRow): Schema {
  const { description: _description, ...own } = schema;
  const base = typeOfRow(own) === type ? own : made[type];
  return {
    ...base,
    ...(type === 'choice' && { enum: choices }),
    ...(description !== '' && { description }),
  };
}
